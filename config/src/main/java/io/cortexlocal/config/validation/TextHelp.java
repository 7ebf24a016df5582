package io.cortexlocal.config.validation;

import io.cortexlocal.config.Fix;
import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.config.schema.ValueType.Text;
import io.cortexlocal.config.schema.ValueType.Text.Format;
import io.cortexlocal.config.schema.Violation;
import io.cortexlocal.config.yaml.Source;
import io.cortexlocal.config.yaml.Span;
import io.cortexlocal.config.yaml.YamlNode;
import io.cortexlocal.config.yaml.YamlNode.Scalar;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How to write a text that is refused. */
final class TextHelp {

  private static final Pattern MEANT = Pattern.compile("did you mean \"([^\"]+)\"\\?");

  static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{[^}]{1,80}\\}|\\{\\{[^}]{1,80}\\}\\}|\\$[A-Z][A-Z0-9_]{1,80}");

  private final Source source;

  TextHelp(Source source) {
    this.source = source;
  }

  /** A scalar of another type: in quotes it is a text, where that text would do. */
  Violation wrongType(Violation violation, YamlNode node, Text type) {
    if (!(node instanceof Scalar scalar) || scalar.value() == null) {
      return violation;
    }
    if (type.format() == Format.DURATION || type.format() == Format.TICKS) {
      return violation.suggesting(
          "write a duration, such as %s or 5m"
              .formatted(scalar.value() instanceof Long number ? number + "s" : "60s"));
    }
    Optional<String> raw = source.slice(node.span()).filter(r -> r.matches("[A-Za-z0-9_.+-]+"));
    boolean fits =
        raw.isPresent()
            && type.checks().stream().noneMatch(c -> c.violation().apply(raw.get()).isPresent())
            && type.parser().apply(raw.get()).violation() == null;
    if (!fits) {
      return violation;
    }
    String quoted = '"' + raw.get() + '"';
    return violation
        .suggesting("write " + quoted)
        .mendedBy(replacing("put it in quotes", node.span(), quoted));
  }

  /** A text that breaks a rule. */
  Violation refused(Violation violation, String key, String text, YamlNode node) {
    Violation mended = mended(violation, key, text, node);
    Matcher placeholder = PLACEHOLDER.matcher(text);
    return mended.suggestion().isEmpty() && placeholder.find()
        ? mended.suggesting(ValueHelp.unsubstituted(placeholder.group()))
        : mended;
  }

  private Violation mended(Violation violation, String key, String text, YamlNode node) {
    Span span = node.span();
    if (span.line() != span.endLine()) {
      return violation;
    }
    Optional<SyntaxHelp> quotes = TypographicQuotes.find(source.line(span.line()), span.line());
    if (quotes.isPresent()
        && "\u201C\u201D\u201E\u00AB\u2018\u2019".indexOf(text.codePointAt(0)) >= 0) {
      return violation.suggesting(quotes.get().suggestion()).mendedBy(quotes.get().fixes().get(0));
    }
    if (violation.rule().equals(Rules.INVALID_CHOICE) && key.equals("kind")) {
      Optional<String> became = OldKeys.kindBecame(text);
      if (became.isPresent()) {
        Violation better = violation.suggesting("write " + became.get());
        String now = became.get().split(":", 2)[0];
        return text.endsWith("API") || text.endsWith("Splitter")
            ? better.mendedBy(replacing("write " + now, span, now))
            : better;
      }
    }
    if (violation.rule().equals(Rules.REFERENCE)) {
      return source
          .slice(span)
          .filter(raw -> raw.matches("@[^\"\\\\]*"))
          .map(
              raw ->
                  violation
                      .suggesting("write \"" + raw + '"')
                      .mendedBy(replacing("put it in quotes", span, '"' + raw + '"')))
          .orElse(violation);
    }
    if (violation.rule().equals(Rules.ENDPOINT_DOUBLE_SLASH)) {
      return violation.mendedBy(
          replacing("write single slashes", span, '"' + text.replaceAll("/+", "/") + '"'));
    }
    Matcher meant = MEANT.matcher(violation.suggestion().orElse(""));
    boolean same =
        meant.matches()
            && (violation.rule().equals(Rules.INVALID_QUANTITY)
                || plain(meant.group(1)).equals(plain(text)));
    return same
        ? violation.mendedBy(replacing("write " + meant.group(1), span, meant.group(1)))
        : violation;
  }

  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }

  private static Fix replacing(String description, Span span, String text) {
    return Fix.of(description, span.line(), span.column(), span.endColumn(), text);
  }
}
