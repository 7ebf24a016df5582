package io.cortexlocal.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;

class OutputFormatTests {

  private static final String OBJECT =
      """
      {"metadata":{"name":"a","annotations":{}},"data":{"port":"8080","on":"yes","null":"null",
      "version":"1.10","empty":"","text":"first\\nsecond\\n","colon":"a: b","count":3,
      "list":["x",{"b":1,"a":true}],"long":"%s"}}
      """
          .formatted("word ".repeat(40).strip());

  @Test
  void yamlIsWhatWasThere() throws JsonProcessingException {
    JsonNode object = new ObjectMapper().readTree(OBJECT);

    assertThat(new YAMLMapper().readTree(OutputFormat.YAML.whole(object))).isEqualTo(object);
    assertThat(new ObjectMapper().readTree(OutputFormat.JSON.whole(object))).isEqualTo(object);
  }

  @Test
  void yamlIsWrittenAsKubectlDoes() throws JsonProcessingException {
    assertThat(OutputFormat.YAML.whole(new ObjectMapper().readTree(OBJECT)))
        .isEqualTo(
            """
            data:
              colon: "a: b"
              count: 3
              empty: ""
              list:
              - x
              - a: true
                b: 1
              long: %s
              "null": "null"
              "on": "yes"
              port: "8080"
              text: |
                first
                second
              version: "1.10"
            metadata:
              annotations: {}
              name: a
            """
                .formatted("word ".repeat(40).strip()));
  }
}
