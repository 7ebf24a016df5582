package io.cortexlocal.cluster.embedded.rest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads label selectors as kubectl's {@code -l} has them, those of sets included. */
final class LabelSelector {

  private static final String KEY = "([A-Za-z0-9][-A-Za-z0-9_./]*)";
  private static final String VALUE = "([-A-Za-z0-9_.]*)";
  private static final Pattern EQUALS = Pattern.compile(KEY + "\\s*(==?|!=)\\s*" + VALUE);
  private static final Pattern SET =
      Pattern.compile(KEY + "\\s+(in|notin)\\s*\\(([-A-Za-z0-9_.,\\s]*)\\)");
  private static final Pattern EXISTS = Pattern.compile("(!?)\\s*" + KEY);

  private LabelSelector() {}

  /**
   * Returns what decides whether an object is selected.
   *
   * @throws ApiFailure when it is no selector
   */
  static Predicate<HasMetadata> parse(String text) {
    Predicate<HasMetadata> all = object -> true;
    for (String part : parts(text)) {
      Predicate<Map<String, String>> requirement = requirement(part.strip(), text);
      all = all.and(object -> requirement.test(labels(object)));
    }
    return all;
  }

  /** Splits at the commas outside of parentheses. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int begin = 0;
    for (int at = 0; at < text.length(); at++) {
      char next = text.charAt(at);
      depth += next == '(' ? 1 : next == ')' ? -1 : 0;
      if (next == ',' && depth == 0) {
        parts.add(text.substring(begin, at));
        begin = at + 1;
      }
    }
    if (!text.isBlank()) {
      parts.add(text.substring(begin));
    }
    return parts;
  }

  private static Predicate<Map<String, String>> requirement(String part, String whole) {
    Matcher equals = EQUALS.matcher(part);
    if (equals.matches()) {
      String key = equals.group(1);
      String value = equals.group(3);
      Predicate<Map<String, String>> same = labels -> value.equals(labels.get(key));
      return equals.group(2).equals("!=") ? same.negate() : same;
    }
    Matcher set = SET.matcher(part);
    if (set.matches()) {
      String key = set.group(1);
      List<String> values = List.of(set.group(3).strip().split("\\s*,\\s*", -1));
      Predicate<Map<String, String>> in =
          labels -> labels.containsKey(key) && values.contains(labels.get(key));
      return set.group(2).equals("notin") ? in.negate() : in;
    }
    Matcher exists = EXISTS.matcher(part);
    if (exists.matches()) {
      String key = exists.group(2);
      boolean wanted = exists.group(1).isEmpty();
      return labels -> labels.containsKey(key) == wanted;
    }
    throw ApiFailure.badRequest("unable to parse the label selector \"%s\"".formatted(whole));
  }

  private static Map<String, String> labels(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }
}
