package io.cortexlocal.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** How objects are printed. */
enum OutputFormat {
  TABLE,
  WIDE,
  YAML,
  JSON;

  /** Returns an object as a whole, its fields sorted as kubectl does. */
  String whole(JsonNode object) {
    ObjectMapper mapper =
        new ObjectMapper()
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .configure(SerializationFeature.INDENT_OUTPUT, true);
    Map<?, ?> tree = mapper.convertValue(object, Map.class);
    try {
      String json = mapper.writeValueAsString(tree);
      if (this == JSON) {
        return json + "\n";
      }
      DumperOptions options = new DumperOptions();
      options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
      options.setSplitLines(false);
      return new Yaml(options).dump(mapper.readValue(json, Map.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
