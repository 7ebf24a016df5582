package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** A file that Cortex refuses fails the class before anything is started. */
class InvalidFileTests {

  @Test
  void aTabIsNamedWithItsPlace() {
    Throwable failure = failureOf(WithATab.class);

    assertThat(failure)
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageStartingWith(
            "src/test/apis/invalid/tab.yaml:3:1: error: tab.yaml: invalid yaml: line 3: found")
        .hasMessageEndingWith(
            "[configreader.invalid_yaml]\n  help: indent with spaces: YAML takes no tab at the start"
                + " of a line");
  }

  @Test
  void everyFindingHasItsLine() {
    Throwable failure = failureOf(WithWrongKeys.class);

    assertThat(failure).isInstanceOf(InvalidConfigException.class);
    assertThat(failure)
        .hasMessage(
            """
            src/test/apis/invalid/keys.yaml:4:11: error: keys.yaml: wrong (RealtimeAPI): pod: port: \
            must be less than or equal to 65535 (got 70000) \
            [configreader.must_be_less_than_or_equal_to]
            src/test/apis/invalid/keys.yaml:8:9: error: keys.yaml: wrong (RealtimeAPI): pod: \
            containers: index 0: key "readines_probe" is not supported \
            [configreader.unsupported_key]
              help: did you mean "readiness_probe"?

            api configuration schema can be found at https://docs.cortexlabs.com/v/0.42/""");
  }

  private static Throwable failureOf(Class<?> testClass) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(testClass))
        .configurationParameter("cortex.local.backend", "k3s")
        .execute()
        .containerEvents()
        .failed()
        .stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .flatMap(result -> result.getThrowable().stream())
        .findFirst()
        .orElseThrow(() -> new AssertionError("the class did not fail"));
  }

  @CortexApi("src/test/apis/invalid/tab.yaml")
  static final class WithATab {

    @Test
    void neverRuns(RealtimeApi api) {
      assertThat(api).as("the API of a file that is refused").isNull();
    }
  }

  @CortexApi("src/test/apis/invalid/keys.yaml")
  static final class WithWrongKeys {

    @Test
    void neverRuns(RealtimeApi api) {
      assertThat(api).as("the API of a file that is refused").isNull();
    }
  }
}
