package io.cortexlocal.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.util.Map;

/** How objects are printed. */
enum OutputFormat {
  TABLE,
  WIDE,
  YAML,
  JSON;

  private static YAMLFactory yaml() {
    return YAMLFactory.builder()
        .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
        .disable(YAMLGenerator.Feature.SPLIT_LINES)
        .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
        .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
        .build();
  }

  /** Returns an object as a whole, its fields sorted as kubectl does. */
  String whole(JsonNode object) {
    ObjectMapper mapper =
        (this == JSON ? new ObjectMapper() : new ObjectMapper(yaml()))
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .configure(SerializationFeature.INDENT_OUTPUT, true);
    Map<?, ?> tree = mapper.convertValue(object, Map.class);
    try {
      String text = mapper.writeValueAsString(tree);
      return this == JSON ? text + "\n" : text;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
