package io.cortexlocal.config.schema;

import io.cortexlocal.reference.ImageReference;
import io.cortexlocal.spelling.Spelling;
import io.cortexlocal.text.Characters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The conditions on strings that Cortex knows. */
final class TextChecks {

  private static final String ENDPOINT_PATTERN = "^[a-zA-Z0-9_\\-./]+$";

  private TextChecks() {}

  static TextCheck oneOf(List<String> choices) {
    List<String> quoted = choices.stream().map(CortexText::quoted).toList();
    return check(
        Rules.INVALID_CHOICE,
        Map.of("enum", choices),
        choices::contains,
        value -> {
          Violation violation =
              Violation.of(
                  Rules.INVALID_CHOICE, CortexText.quoted(value), CortexText.list(quoted, "or"));
          return Spelling.closest(value, choices)
              .map(choice -> violation.suggesting("did you mean \"" + choice + "\"?"))
              .orElse(violation);
        });
  }

  static TextCheck noneOf(List<String> reserved) {
    return check(
        Rules.DISALLOWED_VALUE,
        Map.of("not", Map.of("enum", reserved)),
        value -> !reserved.contains(value),
        value -> Violation.of(Rules.DISALLOWED_VALUE, CortexText.quoted(value)));
  }

  static TextCheck atMostBytes(int limit) {
    return check(
        Rules.TOO_LONG,
        Map.of("maxLength", limit),
        value ->
            value.length() * 3L <= limit || value.getBytes(StandardCharsets.UTF_8).length <= limit,
        value -> Violation.of(Rules.TOO_LONG, CortexText.quoted(value), Integer.toString(limit)));
  }

  static TextCheck notStartingWith(String prefix) {
    return check(
        Rules.FORBIDDEN_PREFIX,
        Map.of("not", Map.of("pattern", "^" + prefix)),
        value -> !value.startsWith(prefix),
        value ->
            Violation.of(
                Rules.FORBIDDEN_PREFIX, CortexText.quoted(value), CortexText.quoted(prefix)));
  }

  static TextCheck nodeGroup() {
    return check(
        Rules.NODE_GROUP_CHARACTERS,
        Map.of("pattern", "^[a-zA-Z0-9_-]+$"),
        value -> Characters.all(value, c -> Characters.isAlphanumeric(c) || c == '_' || c == '-'),
        value -> Violation.of(Rules.NODE_GROUP_CHARACTERS, CortexText.quoted(value)));
  }

  static TextCheck dnsName() {
    return check(
        Rules.DNS_NAME,
        Map.of("pattern", "^[a-z]([-a-z0-9]*[a-z0-9])?$"),
        TextChecks::isDnsName,
        value -> Violation.of(Rules.DNS_NAME, CortexText.quoted(value)));
  }

  static TextCheck image() {
    return check(
        Rules.INVALID_IMAGE,
        Map.of("minLength", 1),
        ImageReference::isValid,
        value -> Violation.of(Rules.INVALID_IMAGE, CortexText.quoted(value)));
  }

  static TextCheck endpointCharacters() {
    return check(
        Rules.ENDPOINT_CHARACTERS,
        Map.of("pattern", ENDPOINT_PATTERN),
        value -> Characters.all(value, c -> Characters.isAlphanumeric(c) || "_-./".indexOf(c) >= 0),
        value -> Violation.of(Rules.ENDPOINT_CHARACTERS, CortexText.quoted(value)));
  }

  static TextCheck noDoubleSlash() {
    return check(
        Rules.ENDPOINT_DOUBLE_SLASH,
        Map.of("not", Map.of("pattern", "//")),
        value -> !value.contains("//"),
        value ->
            Violation.of(Rules.ENDPOINT_DOUBLE_SLASH, CortexText.quoted(value))
                .suggesting("write \"" + value.replaceAll("/+", "/") + "\""));
  }

  static TextCheck notRoot() {
    return check(
        Rules.ENDPOINT_EMPTY_PATH,
        Map.of("not", Map.of("const", "/")),
        value -> !Endpoints.normalize(value).equals("/"),
        value -> Violation.of(Rules.ENDPOINT_EMPTY_PATH, CortexText.quoted("/")));
  }

  static TextCheck replicasOrPercentage() {
    return check(
        Rules.INVALID_SURGE,
        Map.of("pattern", "^[-+]?[0-9]+%?$"),
        ReplicaLimit::isValid,
        value -> Violation.of(Rules.INVALID_SURGE, CortexText.quoted(value)));
  }

  private static boolean isDnsName(String value) {
    return !value.isEmpty()
        && value.charAt(0) >= 'a'
        && value.charAt(0) <= 'z'
        && value.charAt(value.length() - 1) != '-'
        && Characters.all(value, c -> Characters.isLowerAlphanumeric(c) || c == '-');
  }

  private static TextCheck check(
      Rule rule,
      Map<String, Object> jsonSchema,
      Predicate<String> holds,
      Function<String, Violation> violation) {
    return new TextCheck(
        rule,
        jsonSchema,
        value -> holds.test(value) ? Optional.empty() : Optional.of(violation.apply(value)));
  }
}
