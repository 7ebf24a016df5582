package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.RealtimeApi;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.opentest4j.TestAbortedException;

/** Which failures carry the evidence, and where they may have happened. */
class FailureEvidenceTests {

  private static final String ECHO = "src/test/apis/double/echo.yaml";

  @ParameterizedTest
  @ValueSource(
      classes = {
        InTest.class,
        InRepeatedTest.class,
        InDynamicTest.class,
        InBeforeEach.class,
        InAfterEach.class,
        InBeforeAll.class,
        InAfterAll.class,
        InConstructor.class,
        InConstructorOfOneInstance.class
      })
  void everyFailureCarriesTheStateOfTheApis(Class<?> testClass) {
    List<Throwable> failures = failures(testClass);

    assertThat(failures)
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure).isExactlyInstanceOf(NumberFormatException.class);
              assertThat(failure.getSuppressed())
                  .filteredOn(ApiEvidence.class::isInstance)
                  .singleElement()
                  .satisfies(
                      evidence ->
                          assertThat(evidence)
                              .hasMessageStartingWith("API echo when the test failed:"));
            });
  }

  @Test
  void aTestThatGivesUpDoesNot() {
    EngineExecutionResults results = new FakeSession().run(GivingUp.class);

    results.testEvents().assertStatistics(statistics -> statistics.aborted(2).failed(0));
    assertThat(results.testEvents().aborted().list())
        .extracting(event -> event.getRequiredPayload(TestExecutionResult.class))
        .allSatisfy(
            result -> assertThat(result.getThrowable().orElseThrow()).hasNoSuppressedExceptions());
  }

  private static List<Throwable> failures(Class<?> testClass) {
    return FakeSession.failures(new FakeSession().run(testClass));
  }

  private static NumberFormatException failure() {
    return new NumberFormatException("not what the API should answer");
  }

  @CortexApi(ECHO)
  static class InTest {
    @Test
    void fails() {
      throw failure();
    }
  }

  @CortexApi(ECHO)
  static class InRepeatedTest {
    @RepeatedTest(1)
    void fails() {
      throw failure();
    }
  }

  @CortexApi(ECHO)
  static class InDynamicTest {
    @TestFactory
    Stream<DynamicTest> fails() {
      return Stream.of(
          DynamicTest.dynamicTest(
              "dynamic",
              () -> {
                throw failure();
              }));
    }
  }

  @CortexApi(ECHO)
  static class InBeforeEach extends Passing {
    @BeforeEach
    void fails() {
      throw failure();
    }
  }

  @CortexApi(ECHO)
  static class InAfterEach extends Passing {
    @AfterEach
    void fails() {
      throw failure();
    }
  }

  @CortexApi(ECHO)
  static class InAfterAll extends Passing {
    @AfterAll
    static void fails() {
      throw failure();
    }
  }

  @CortexApi(ECHO)
  static class InBeforeAll extends Passing {
    @BeforeAll
    static void fails() {
      throw failure();
    }
  }

  @CortexApi(ECHO)
  static class InConstructor extends Passing {
    InConstructor() {
      throw failure();
    }
  }

  @CortexApi(ECHO)
  @TestInstance(Lifecycle.PER_CLASS)
  static class InConstructorOfOneInstance extends Passing {
    InConstructorOfOneInstance() {
      throw failure();
    }
  }

  @CortexApi(ECHO)
  static class GivingUp {
    @Test
    void aborts() {
      throw new TestAbortedException("no GPU here");
    }

    @TestFactory
    Stream<DynamicTest> abort() {
      return Stream.of(
          DynamicTest.dynamicTest(
              "dynamic",
              () -> {
                throw new TestAbortedException("no GPU here");
              }));
    }
  }

  abstract static class Passing {
    @Test
    void passes(RealtimeApi echo) {
      assertThat(echo.name()).isEqualTo("echo");
    }
  }
}
