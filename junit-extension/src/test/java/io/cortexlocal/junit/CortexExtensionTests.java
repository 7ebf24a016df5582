package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.TrafficSplitter;
import io.cortexlocal.settings.SettingException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Mistakes in a test class are told before a cluster is started. */
class CortexExtensionTests {

  private static final String APIS = "src/test/apis/cortex.yaml";

  @Test
  void aFileThatIsMissing() {
    assertThat(failureOf(MissingFile.class))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            "@CortexApi(\"missing.yaml\") on %s: there is no file %s, and no such resource on the"
                    .formatted(
                        MissingFile.class.getName(), Path.of("missing.yaml").toAbsolutePath())
                + " class path");
  }

  @CortexApi("missing.yaml")
  static final class MissingFile extends NeverRuns {}

  @Test
  void aFieldOfAnotherType() {
    assertThat(failureOf(WrongType.class))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            "@Api field java.lang.String %s.echo must have the type RealtimeApi or TrafficSplitter, and not be final"
                .formatted(WrongType.class.getName()));
  }

  @CortexApi(APIS)
  static final class WrongType extends NeverRuns {
    @Api String echo;
  }

  @Test
  void aFinalField() {
    assertThat(failureOf(FinalField.class))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            ("@Api field final io.cortexlocal.RealtimeApi %s.echo must have the type"
                    + " RealtimeApi or TrafficSplitter, and not be final")
                .formatted(FinalField.class.getName()));
  }

  @CortexApi(APIS)
  static final class FinalField extends NeverRuns {
    @Api final RealtimeApi echo = null;
  }

  @Test
  void aFieldThatMayMeanEither() {
    assertThat(failureOf(Ambiguous.class))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            "which API shall api receive? There are: echo, caller. Name one with @Api(\"…\"), or"
                + " name the parameter after it.");
  }

  @CortexApi(APIS)
  static final class Ambiguous extends NeverRuns {
    @Api RealtimeApi api;
  }

  @Test
  void aFieldForAnApiThatThereIsNot() {
    assertThat(failureOf(Unknown.class))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage("@Api(\"ecco\") names no API; there are: echo, caller");
  }

  @CortexApi(APIS)
  static final class Unknown extends NeverRuns {
    @Api("ecco")
    RealtimeApi echo;
  }

  @Test
  void aFieldForASplitterThatTheFileHasNot() {
    assertThat(failureOf(NoSplitter.class))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            "there is no TrafficSplitter for echo: the file of @CortexApi on the class needs one");
  }

  @CortexApi(APIS)
  static final class NoSplitter extends NeverRuns {
    @Api TrafficSplitter echo;
  }

  @Test
  void aTimeoutThatIsNone() {
    assertThat(failureOf(NoTimeout.class))
        .isExactlyInstanceOf(SettingException.class)
        .hasMessage(
            "@CortexApi(timeout): expected a positive duration such as 60s, 5m or PT1M30S, but it"
                + " is \"soon\"");
  }

  @CortexApi(value = APIS, timeout = "soon")
  static final class NoTimeout extends NeverRuns {}

  @Test
  void aPathToObserveThatIsNone() {
    assertThat(failureOf(NoPath.class))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            "@CortexApi(answersAt): expected a path that starts with a slash, but it is \"v1\"");
  }

  @CortexApi(value = APIS, answersAt = "v1")
  static final class NoPath extends NeverRuns {}

  @Test
  void aBackendThatThereIsNot() {
    assertThat(failureOf(MissingFile.class, "docker"))
        .rootCause()
        .isExactlyInstanceOf(SettingException.class)
        .hasMessage("cortex.local.backend: expected auto, k3s or embedded, but it is \"docker\"");
  }

  @Test
  void aClassWithoutAnApi() {
    EngineExecutionResults results = run(NoApi.class, "k3s");

    Throwable failure =
        results.testEvents().failed().stream()
            .map(CortexExtensionTests::throwable)
            .findFirst()
            .orElseThrow();
    assertThat(failure)
        .isExactlyInstanceOf(ParameterResolutionException.class)
        .hasRootCauseExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasRootCauseMessage(
            "no API is deployed for %s: put @CortexApi on the class"
                .formatted(NoApi.class.getName()));
  }

  @CortexCluster
  static final class NoApi {

    @Test
    void wantsOne(RealtimeApi api) {
      assertThat(api).as("an API that was never deployed").isNull();
    }
  }

  private static Throwable failureOf(Class<?> testClass) {
    return failureOf(testClass, "k3s");
  }

  private static Throwable failureOf(Class<?> testClass, String backend) {
    EngineExecutionResults results = run(testClass, backend);
    results.testEvents().assertStatistics(statistics -> statistics.started(0));
    return results.containerEvents().failed().stream()
        .map(CortexExtensionTests::throwable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("the class did not fail"));
  }

  private static EngineExecutionResults run(Class<?> testClass, String backend) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(testClass))
        .configurationParameter("cortex.local.backend", backend)
        .execute();
  }

  private static Throwable throwable(Event event) {
    return event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
  }

  /** Has a test, as a class without one is not executed. */
  abstract static class NeverRuns {

    @Test
    void neverRuns(TestInfo test) {
      assertThat(test).as("a test of a class that is refused").isNull();
    }
  }
}
