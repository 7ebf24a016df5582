package io.cortexlocal.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with the verdicts of Cortex 0.42's own validators on the same files. */
class CortexVerdictTests {

  private static final String PARSER_TEXT = "cortex.yaml: invalid yaml: ";

  @TempDir Path folder;

  record Case(String id, String yaml, boolean ok, String kind, String message) {
    @Override
    public String toString() {
      return id;
    }
  }

  static List<Case> cases() {
    ObjectMapper mapper = new ObjectMapper();
    try (BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    CortexVerdictTests.class.getResourceAsStream("validation-cases.jsonl"),
                    StandardCharsets.UTF_8));
        Stream<String> lines = reader.lines()) {
      return lines.map(line -> read(mapper, line)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case read(ObjectMapper mapper, String line) {
    try {
      JsonNode node = mapper.readTree(line);
      return new Case(
          node.get("id").asText(),
          node.get("yaml").asText(),
          node.get("ok").asBoolean(),
          node.path("kind").asText(),
          node.path("message").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void allCasesAreThere() {
    assertThat(cases()).hasSize(195);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void firstFindingIsTheOneOfCortex(Case expected) throws IOException {
    Path file = folder.resolve("cortex.yaml");
    Files.writeString(file, expected.yaml());

    ParseResult result = CortexConfig.parse(file);

    if (expected.ok()) {
      assertThat(errors(result)).isEmpty();
      assertThat(result).isInstanceOf(ParseResult.Valid.class);
    } else {
      assertThat(result).isInstanceOf(ParseResult.Invalid.class);
      Finding first = result.findings().get(0);
      assertThat(first.kind()).isEqualTo(expected.kind());
      if (expected.message().startsWith(PARSER_TEXT)) {
        assertThat(first.message())
            .startsWith(PARSER_TEXT)
            .hasSizeGreaterThan(PARSER_TEXT.length());
      } else {
        assertThat(first.message()).isEqualTo(expected.message());
      }
    }
  }

  private static List<Finding> errors(ParseResult result) {
    return result.findings().stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .toList();
  }
}
