package io.cortexlocal.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An API as it stands in the file, which Cortex tells beside what it made of it. */
class WrittenApisTests {

  private static final String YAML =
      """
      - name: first
        kind: RealtimeAPI
        pod:
          containers:
            - {name: api, image: example/hello:1, args: [serve, "1"]}
        autoscaling: {target_in_flight: 1.5}
      - &second
        kind: RealtimeAPI
        name: second
        pod: {containers: [{name: api, image: example/hello:1}]}
      """;

  private static CortexConfig parsed(String yaml) {
    return ((ParseResult.Valid)
            CortexConfig.parse("cortex.yaml", yaml.getBytes(UTF_8), Optional.empty()))
        .config();
  }

  @Test
  void hasNoDefaultsAndItsKeysAreSorted() {
    CortexConfig config = parsed(YAML).withContent(YAML.getBytes(UTF_8));

    assertThat(config.written(config.apis().get(0)))
        .contains(
            Map.of(
                "autoscaling",
                Map.of("target_in_flight", 1.5),
                "kind",
                "RealtimeAPI",
                "name",
                "first",
                "pod",
                Map.of(
                    "containers",
                    List.of(
                        Map.of(
                            "args",
                            List.of("serve", "1"),
                            "image",
                            "example/hello:1",
                            "name",
                            "api")))))
        .get()
        .asString()
        .startsWith("{autoscaling=")
        .contains("kind=RealtimeAPI, name=first, pod=");
    assertThat(config.written(config.apis().get(1)))
        .get()
        .asString()
        .startsWith("{kind=RealtimeAPI, name=second, ");
  }

  @Test
  void isNotKnownWithoutTheFile() {
    CortexConfig config = parsed(YAML);

    assertThat(config.written(config.apis().get(0))).isEmpty();
    assertThat(config.withContent(YAML.getBytes(UTF_8))).isEqualTo(config);
  }

  @Test
  void isOfTheFileThatWasFoundValid() {
    CortexConfig config = parsed(YAML);

    assertThatThrownBy(() -> config.withContent("a: [".getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not the content of cortex.yaml");
  }
}
