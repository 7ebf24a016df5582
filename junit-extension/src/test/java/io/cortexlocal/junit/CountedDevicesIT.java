package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** GPUs and Inferentia chips that the embedded node is told to have. */
class CountedDevicesIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void anApiWithAGpuAndOneWithAnInferentiaChipServe() throws Exception {
    Map<String, String> environment =
        Map.of(
            "CORTEX_LOCAL_BACKEND", "embedded",
            "CORTEX_LOCAL_EMBEDDED_GPUS", "1",
            "CORTEX_LOCAL_EMBEDDED_INFERENTIA_CHIPS", "1");
    try (Fork fork = Fork.start(CountedDevicesProgram.class, environment)) {
      assertThat(fork.awaitLine(CountedDevicesProgram.SERVED, LIMIT)).isEqualTo("inf 200");
      assertThat(fork.awaitLine(CountedDevicesProgram.SERVED, LIMIT)).isEqualTo("gpu 200");
      assertThat(fork.awaitLine(CountedDevicesProgram.REFUSED, LIMIT))
          .contains("pod api-two-inf-", "Insufficient aws.amazon.com/neuron");
      assertThat(fork.awaitEnd(LIMIT)).isZero();
    }
  }
}
