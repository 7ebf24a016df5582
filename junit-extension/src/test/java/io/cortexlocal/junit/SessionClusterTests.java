package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cluster.ClusterException;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** What the test classes of a session share. */
class SessionClusterTests {

  private static final String ECHO = "src/test/apis/double/echo.yaml";
  private static final String CALLER = "src/test/apis/double/caller.yaml";

  private final FakeSession session = new FakeSession();

  @Test
  void theMachineIsAskedOnceForAllMethods() {
    requireAllPass(session.run(Many.class, Another.class), 9);

    assertThat(session.asked()).isEqualTo(1);
  }

  @Test
  void allClassesHaveOneCluster() {
    requireAllPass(session.run(Many.class, Another.class), 9);

    assertThat(session.started()).isEqualTo(1);
  }

  @Test
  void aClassThatIsMissingNamesTheVersionsAndWhatToImport() throws Exception {
    session.broken(new NoClassDefFoundError("org/testcontainers/Missing"));

    List<Throwable> failures = FakeSession.failures(session.run(Many.class, Another.class));

    assertThat(failures)
        .hasSize(2)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .isExactlyInstanceOf(ClusterException.class)
                    .hasMessage(
                        """
                        the class path lacks what Cortex Local was built with: \
                        java.lang.NoClassDefFoundError: org/testcontainers/Missing
                        It has JUnit %s and Testcontainers %s; JUnit 5.10 or later and \
                        Testcontainers 1.21 or 2 do.
                        Try: import org.junit:junit-bom or org.testcontainers:testcontainers-bom \
                        in such a version before the list that chose another, or exclude \
                        org.testcontainers, which cortex.local.backend=embedded does without."""
                            .formatted(
                                Test.class.getPackage().getImplementationVersion(),
                                Class.forName("org.testcontainers.DockerClientFactory")
                                    .getPackage()
                                    .getImplementationVersion())));
    assertThat(session.started()).as("starts that failed").isEqualTo(1);
  }

  @Test
  void aClassThatIsMissingWhereTheBackendIsChosenIsNamedToo() {
    session.brokenChoice(new NoClassDefFoundError("org/testcontainers/Missing"));

    assertThat(FakeSession.failures(session.run(Another.class)))
        .singleElement()
        .satisfies(
            failure -> assertThat(failure).rootCause().isInstanceOf(NoClassDefFoundError.class))
        .satisfies(
            failure ->
                assertThat(failure.getCause())
                    .isExactlyInstanceOf(ClusterException.class)
                    .hasMessageStartingWith(
                        "the class path lacks what Cortex Local was built with: "));
  }

  @CortexApi(ECHO)
  static class Many {
    @RepeatedTest(4)
    void repeated(RealtimeApi api) {
      assertThat(api.name()).isEqualTo("echo");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void parameterized(int number, RealtimeApi api) {
      assertThat(number).isPositive();
      assertThat(api.name()).isEqualTo("echo");
    }

    @Nested
    class Inner {
      @Test
      void nested(RealtimeApi api) {
        assertThat(api.name()).isEqualTo("echo");
      }
    }
  }

  @CortexApi(ECHO)
  static class Another {
    @Test
    void one(RealtimeApi api) {
      assertThat(api.name()).isEqualTo("echo");
    }
  }

  @Test
  void classesWithOtherApisRunAtTheSameTime() {
    inParallel();

    requireAllPass(session.run(MeetsOne.class, MeetsTwo.class), 2);
  }

  private static final CyclicBarrier MEETING = new CyclicBarrier(2);

  @CortexApi(ECHO)
  static class MeetsOne {
    @Test
    void waits(RealtimeApi api) throws Exception {
      assertThat(api.name()).isEqualTo("echo");
      MEETING.await(30, TimeUnit.SECONDS);
    }
  }

  @CortexApi(CALLER)
  static class MeetsTwo {
    @Test
    void waits(RealtimeApi api) throws Exception {
      assertThat(api.name()).isEqualTo("caller");
      MEETING.await(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void classesWithTheSameApiTakeTurns() {
    inParallel();

    requireAllPass(session.run(TurnOne.class, TurnTwo.class), 2);

    assertThat(session.started()).isEqualTo(1);
  }

  private static final CyclicBarrier NO_MEETING = new CyclicBarrier(2);

  /** Whoever comes first is not met by the other while its class has the API. */
  private static void isAlone() {
    assertThatThrownBy(() -> NO_MEETING.await(500, TimeUnit.MILLISECONDS))
        .isInstanceOfAny(TimeoutException.class, BrokenBarrierException.class);
  }

  @CortexApi(ECHO)
  static class TurnOne {
    @Test
    void isAlone(RealtimeApi api) {
      assertThat(api.name()).isEqualTo("echo");
      SessionClusterTests.isAlone();
    }
  }

  @CortexApi(ECHO)
  static class TurnTwo {
    @Test
    void isAlone(RealtimeApi api) {
      assertThat(api.name()).isEqualTo("echo");
      SessionClusterTests.isAlone();
    }
  }

  /** Each would hold one name, and wait for the other, if the nested class took its own alone. */
  @Test
  void classesWhoseNestedClassesWantEachOthersApisDoNotBlockEachOther() {
    inParallel().with(ApiLeases.SETTING.name(), "20s");

    requireAllPass(session.run(EchoThenCaller.class, CallerThenEcho.class), 4);
  }

  @CortexApi(ECHO)
  static class EchoThenCaller {
    @Test
    void hasItsOwn(RealtimeApi api) {
      assertThat(api.name()).isEqualTo("echo");
    }

    @Nested
    @CortexApi(CALLER)
    class Inner {
      @Test
      void hasTheOther(RealtimeApi api) {
        assertThat(api.name()).isEqualTo("caller");
      }
    }
  }

  @CortexApi(CALLER)
  static class CallerThenEcho {
    @Test
    void hasItsOwn(RealtimeApi api) {
      assertThat(api.name()).isEqualTo("caller");
    }

    @Nested
    @CortexApi(ECHO)
    class Inner {
      @Test
      void hasTheOther(RealtimeApi api) {
        assertThat(api.name()).isEqualTo("echo");
      }
    }
  }

  private FakeSession inParallel() {
    return session
        .with("junit.jupiter.execution.parallel.enabled", "true")
        .with("junit.jupiter.execution.parallel.mode.default", "concurrent")
        .with("junit.jupiter.execution.parallel.config.strategy", "fixed")
        .with("junit.jupiter.execution.parallel.config.fixed.parallelism", "4");
  }

  private static void requireAllPass(EngineExecutionResults results, int tests) {
    List<Throwable> failures = FakeSession.failures(results);
    assertThat(failures).isEmpty();
    results.testEvents().assertStatistics(statistics -> statistics.succeeded(tests));
  }
}
