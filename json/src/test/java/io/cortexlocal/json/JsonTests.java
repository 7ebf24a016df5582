package io.cortexlocal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTests {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "\"text \\u00e9 \\n\"",
        "7",
        "-2147483649",
        "123456789012345678901234567890",
        "1.5e3",
        " {\"a\": [1, {\"b\": null}, [], \"c\"], \"d\": {\"e\": false}, \"a2\": 0.25} "
      })
  void readsAndWritesWhatAMapperDoes(String text) throws Exception {
    JsonNode expected = new ObjectMapper().readTree(text);

    JsonNode read = Json.read(text).orElseThrow();

    assertThat(read).isEqualTo(expected);
    assertThat(Json.line(read)).isEqualTo(expected.toString());
    assertThat(Json.read(Json.write(read))).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "[1", "{\"a\"}", "]", "{} {}", "{}x", "nul", "'a'"})
  void readsNothingElse(String text) {
    assertThat(Json.read(text)).isEmpty();
  }

  @Test
  void refusesWhatIsTooDeepWithoutRunningOutOfStack() {
    assertThat(Json.read("[".repeat(100_000) + "]".repeat(100_000))).isEmpty();
  }

  @Test
  void writesMapsAndCollectionsOnOneLine() {
    Map<String, Object> tree = Json.object("a", Map.of("b", Set.of("c")), "d", List.of(1, 2L));

    assertThat(Json.line(tree)).isEqualTo("{\"a\":{\"b\":[\"c\"]},\"d\":[1,2]}");
  }
}
