package io.cortexlocal.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.config.AutoscalingConfig;
import io.cortexlocal.config.schema.GoDuration;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataTests {

  @Test
  void theAnnotationsOfADefaultApi() {
    assertThat(Metadata.annotations(ApiConfigs.minimal("a1")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("networking.cortex.dev/endpoint", "/a1"),
                Map.entry("pod.cortex.dev/max-concurrency", "1"),
                Map.entry("pod.cortex.dev/max-queue-length", "100"),
                Map.entry("autoscaling.cortex.dev/min-replicas", "1"),
                Map.entry("autoscaling.cortex.dev/max-replicas", "100"),
                Map.entry("autoscaling.cortex.dev/target-in-flight", "1.0"),
                Map.entry("autoscaling.cortex.dev/window", "1m0s"),
                Map.entry("autoscaling.cortex.dev/downscale-stabilization-period", "5m0s"),
                Map.entry("autoscaling.cortex.dev/upscale-stabilization-period", "1m0s"),
                Map.entry("autoscaling.cortex.dev/max-downscale-factor", "0.75"),
                Map.entry("autoscaling.cortex.dev/max-upscale-factor", "1.5"),
                Map.entry("autoscaling.cortex.dev/downscale-tolerance", "0.05"),
                Map.entry("autoscaling.cortex.dev/upscale-tolerance", "0.05")));
  }

  @Test
  void eachAnnotationHasItsOwnValue() {
    AutoscalingConfig autoscaling =
        new AutoscalingConfig(
            2,
            30,
            5,
            4.5,
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofSeconds(40),
            0.1,
            2.2,
            0.3,
            0.4);

    assertThat(
            Metadata.annotations(
                ApiConfigs.api("a1")
                    .endpoint("/v1/a")
                    .limits(6, 7)
                    .autoscaling(autoscaling)
                    .build()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("networking.cortex.dev/endpoint", "/v1/a"),
                Map.entry("pod.cortex.dev/max-concurrency", "6"),
                Map.entry("pod.cortex.dev/max-queue-length", "7"),
                Map.entry("autoscaling.cortex.dev/min-replicas", "2"),
                Map.entry("autoscaling.cortex.dev/max-replicas", "30"),
                Map.entry("autoscaling.cortex.dev/target-in-flight", "4.5"),
                Map.entry("autoscaling.cortex.dev/window", "20s"),
                Map.entry("autoscaling.cortex.dev/downscale-stabilization-period", "30s"),
                Map.entry("autoscaling.cortex.dev/upscale-stabilization-period", "40s"),
                Map.entry("autoscaling.cortex.dev/max-downscale-factor", "0.1"),
                Map.entry("autoscaling.cortex.dev/max-upscale-factor", "2.2"),
                Map.entry("autoscaling.cortex.dev/downscale-tolerance", "0.3"),
                Map.entry("autoscaling.cortex.dev/upscale-tolerance", "0.4")));
  }

  @Test
  void allThreeObjectsCarryTheSameAnnotations() {
    RealtimeObjects objects = Objects.of(ApiConfigs.minimal("a1"));
    Map<String, String> annotations = Metadata.annotations(ApiConfigs.minimal("a1"));

    assertThat(objects.deployment().getMetadata().getAnnotations()).isEqualTo(annotations);
    assertThat(objects.service().getMetadata().getAnnotations()).isEqualTo(annotations);
    assertThat(objects.virtualService().getMetadata().getAnnotations()).isEqualTo(annotations);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.000000001S, 1ns",
    "PT0.0000015S, 1.5µs",
    "PT0.0015S, 1.5ms",
    "PT0.999999999S, 999.999999ms",
    "PT1S, 1s",
    "PT1.5S, 1.5s",
    "PT10S, 10s",
    "PT59.999999999S, 59.999999999s",
    "PT60S, 1m0s",
    "PT61.25S, 1m1.25s",
    "PT5M, 5m0s",
    "PT1H, 1h0m0s",
    "PT1H0.5S, 1h0m0.5s",
    "PT90M, 1h30m0s",
    "PT48H, 48h0m0s",
    "PT-1M, -1m0s",
    "PT-1.5S, -1.5s"
  })
  void durationsAreWrittenAsGoWritesThem(Duration duration, String expected) {
    assertThat(GoDuration.format(duration)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "1, 1.0",
    "10, 10.0",
    "100, 100.0",
    "1.5, 1.5",
    "0.05, 0.05",
    "0.1, 0.1",
    "1e-7, 0.0000001",
    "1e21, 1000000000000000000000.0",
    "12345678.9, 12345678.9"
  })
  void numbersAlwaysHaveADotAndNoExponent(double value, String expected) {
    assertThat(Metadata.decimal(value)).isEqualTo(expected);
  }
}
