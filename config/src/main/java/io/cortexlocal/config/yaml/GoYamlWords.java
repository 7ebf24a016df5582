package io.cortexlocal.config.yaml;

import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says in go-yaml 2.4's words what SnakeYAML has against a text; both descend from one parser. */
final class GoYamlWords {

  static final String HEXADECIMAL = "did not find expected hexdecimal number";
  static final String CODE_POINT = "found invalid Unicode character escape code";

  private static final String BLOCK_END = "expected <block end>, but found";

  private static final Map<String, String> BY_BEGINNING = byBeginning();

  private GoYamlWords() {}

  static String of(MarkedYAMLException e) {
    String problem = String.valueOf(e.getProblem());
    if (problem.startsWith(BLOCK_END)) {
      return String.valueOf(e.getContext()).contains("mapping")
          ? "did not find expected key"
          : "did not find expected '-' indicator";
    }
    if (problem.startsWith("found unknown escape character ")) {
      boolean numbered = problem.matches("found unknown escape character [0-9A-Fa-f]{8}");
      return numbered ? CODE_POINT : "found unknown escape character";
    }
    if (problem.startsWith("found character ") && problem.contains("cannot start any token")) {
      return "found character that cannot start any token";
    }
    for (Map.Entry<String, String> entry : BY_BEGINNING.entrySet()) {
      if (problem.startsWith(entry.getKey())) {
        return entry.getValue();
      }
    }
    return problem;
  }

  private static Map<String, String> byBeginning() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("mapping values are not allowed", "mapping values are not allowed in this context");
    words.put("mapping keys are not allowed", "mapping keys are not allowed in this context");
    words.put(
        "sequence entries are not allowed",
        "block sequence entries are not allowed in this context");
    words.put("found unexpected document separator", "found unexpected document indicator");
    words.put("expected escape sequence of", HEXADECIMAL);
    words.put("expected ',' or ']'", "did not find expected ',' or ']'");
    words.put("expected ',' or '}'", "did not find expected ',' or '}'");
    words.put("expected <document start>", "did not find expected <document start>");
    words.put("expected the node content", "did not find expected node content");
    words.put(
        "unexpected character found", "did not find expected alphabetic or numeric character");
    words.put(
        "expected alphabetic or numeric character",
        "did not find expected alphabetic or numeric character");
    words.put(
        "expected indentation indicator in the range 1-9",
        "found an indentation indicator equal to 0");
    words.put(
        "expected chomping or indentation indicators",
        "did not find expected comment or line break");
    words.put("expected a comment or a line break", "did not find expected comment or line break");
    words.put("expected URI escape sequence", "did not find URI escaped octet");
    words.put("expected URI", "did not find expected tag URI");
    words.put("expected '>'", "did not find the expected '>'");
    words.put("expected '!'", "did not find expected '!'");
    words.put("expected ' '", "did not find expected whitespace or line break");
    words.put("found undefined tag handle", "found undefined tag handle");
    words.put("found duplicate YAML directive", "found duplicate %YAML directive");
    words.put("duplicate tag handle", "found duplicate %TAG directive");
    return words;
  }
}
