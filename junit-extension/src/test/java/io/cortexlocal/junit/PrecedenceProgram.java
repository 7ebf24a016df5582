package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.RealtimeApi;
import org.junit.jupiter.api.Test;

/**
 * Has an API never come up, in a process whose environment says how long to wait for it, and adds
 * what goes before that, one after the other.
 */
final class PrecedenceProgram {

  private PrecedenceProgram() {}

  public static void main(String[] arguments) {
    tell("environment", new FakeSession(), Unlimited.class);
    System.setProperty("cortex.local.timeout", "30ms");
    tell("property", new FakeSession(), Unlimited.class);
    tell("parameter", withParameter(), Unlimited.class);
    tell("annotation", withParameter(), Limited.class);
  }

  private static FakeSession withParameter() {
    return new FakeSession().with("cortex.local.timeout", "20ms");
  }

  private static void tell(String source, FakeSession session, Class<?> testClass) {
    session.cluster().keepFromStarting("api-echo");
    FakeSession.failures(session.run(testClass))
        .forEach(failure -> System.out.println(source + ": " + failure.getMessage()));
  }

  @CortexApi("src/test/apis/double/echo.yaml")
  static final class Unlimited {
    @Test
    void neverRuns(RealtimeApi api) {
      assertThat(api).as("an API that does not come up").isNull();
    }
  }

  @CortexApi(value = "src/test/apis/double/echo.yaml", timeout = "10ms")
  static final class Limited {
    @Test
    void neverRuns(RealtimeApi api) {
      assertThat(api).as("an API that does not come up").isNull();
    }
  }
}
