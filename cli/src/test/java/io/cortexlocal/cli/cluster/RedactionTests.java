package io.cortexlocal.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTests {

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"kind": "Secret", "metadata": {"name": "s", "annotations": {"a": "b",
         "kubectl.kubernetes.io/last-applied-configuration": "hunter2"}}, "data": {"k": "hunter2"}}""",
        """
        {"kind": "SecretList", "items": [{"metadata": {"name": "s", "annotations": {"a": "b"}},
         "data": {"k": "hunter2"}}]}""",
        """
        {"kind": "List", "items": [{"kind": "Secret", "metadata": {"name": "s",
         "annotations": {"a": "b"}}, "data": {"k": "hunter2"}}]}""",
      })
  void aSecretIsPrintedWithoutItsValues(String object) {
    JsonNode redacted = Redaction.of(Json.read(object).orElseThrow());

    assertThat(redacted.toString())
        .contains("\"name\":\"s\"", "\"a\":\"b\"", "\"k\":\"<redacted>\"")
        .doesNotContain("hunter2");
  }

  @Test
  void othersArePrintedAsTheyAre() {
    JsonNode map = Json.read("{\"kind\": \"ConfigMap\", \"data\": {\"k\": \"v\"}}").orElseThrow();
    assertThat(Redaction.of(map.deepCopy())).isEqualTo(map);
  }
}
