package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which of several places says how long an API may take to come up. */
class PrecedenceTests {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void annotationThenParameterThenPropertyThenEnvironment() throws Exception {
    try (Fork fork = Fork.start(PrecedenceProgram.class, Map.of("CORTEX_LOCAL_TIMEOUT", "40ms"))) {
      assertThat(fork.awaitLine("environment: ", LIMIT)).startsWith(within("0.04 s"));
      assertThat(fork.awaitLine("property: ", LIMIT)).startsWith(within("0.03 s"));
      assertThat(fork.awaitLine("parameter: ", LIMIT)).startsWith(within("0.02 s"));
      assertThat(fork.awaitLine("annotation: ", LIMIT)).startsWith(within("0.01 s"));
      assertThat(fork.awaitEnd(LIMIT)).isZero();
    }
  }

  private static String within(String time) {
    return "API echo did not come up within " + time;
  }
}
