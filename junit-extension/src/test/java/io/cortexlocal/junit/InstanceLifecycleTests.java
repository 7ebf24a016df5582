package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
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
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Wherever a test class may ask for an API, and whenever JUnit makes its instance. */
class InstanceLifecycleTests {

  private static final String ECHO = "src/test/apis/double/echo.yaml";
  private static final String PAIR = "src/test/apis/double/pair.yaml";

  @Test
  void oneInstancePerClassWithAField() {
    requireAllPass(PerClassField.class, 2);
  }

  @CortexApi(ECHO)
  @TestInstance(Lifecycle.PER_CLASS)
  static class PerClassField {
    @Api RealtimeApi echo;

    @BeforeAll
    void isThereBeforeAll(RealtimeApi same) {
      assertThat(echo).isNotNull().isSameAs(same);
    }

    @Test
    void one() {
      assertThat(echo.name()).isEqualTo("echo");
    }

    @Test
    void another(RealtimeApi same) {
      assertThat(echo).isSameAs(same);
    }
  }

  @Test
  void whatIsGivenToATestIsNotClosedByIt() {
    requireAllPass(Closing.class, 1);
  }

  @CortexApi(ECHO)
  static class Closing {

    @Test
    void closes(RealtimeApi echo, CortexLocal local) {
      assertThatThrownBy(echo::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("@CortexApi on " + Closing.class.getName() + " takes it out");
      assertThatThrownBy(local::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(
              "cannot be closed here: all test classes of the run share it, and it ends with the"
                  + " run");
      assertThat(echo.replicas()).hasSize(1);
    }
  }

  @Test
  void oneInstancePerClassWithAConstructorParameterAndAField() {
    requireAllPass(PerClassConstructor.class, 1);
  }

  @CortexApi(PAIR)
  @TestInstance(Lifecycle.PER_CLASS)
  static class PerClassConstructor {
    static @Api("text-generator") RealtimeApi shared;

    @Api RealtimeApi caller;
    final RealtimeApi textGenerator;
    final RealtimeApi sharedWhenMade = shared;

    PerClassConstructor(RealtimeApi textGenerator, CortexLocal local) {
      assertThat(local).isNotNull();
      this.textGenerator = textGenerator;
    }

    @Test
    void allAreThere() {
      assertThat(caller.name()).isEqualTo("caller");
      assertThat(textGenerator.name()).isEqualTo("text-generator");
      assertThat(textGenerator).isSameAs(shared).isSameAs(sharedWhenMade);
    }
  }

  @Test
  void oneInstancePerMethodWithAConstructorParameterAndFields() {
    requireAllPass(PerMethodConstructor.class, 2);
  }

  @CortexApi(PAIR)
  static class PerMethodConstructor {
    static @Api RealtimeApi caller;

    @Api RealtimeApi textGenerator;
    final RealtimeApi given;

    PerMethodConstructor(@Api("caller") RealtimeApi given) {
      this.given = given;
    }

    @BeforeAll
    static void isThereBeforeAll(@Api("caller") RealtimeApi same) {
      assertThat(caller).isNotNull().isSameAs(same);
    }

    @Test
    void one() {
      assertThat(given).isSameAs(caller);
      assertThat(textGenerator.name()).isEqualTo("text-generator");
    }

    @Test
    void another() {
      assertThat(given).isSameAs(caller);
    }

    @AfterAll
    static void isThereAfterAll(@Api("caller") RealtimeApi same) {
      assertThat(caller).isSameAs(same);
    }
  }

  @Test
  void fieldsOfASuperclass() {
    requireAllPass(OfSuperclass.class, 1);
  }

  abstract static class Superclass {
    static @Api RealtimeApi caller;

    @Api RealtimeApi textGenerator;
  }

  @CortexApi(PAIR)
  @TestInstance(Lifecycle.PER_CLASS)
  static class OfSuperclass extends Superclass {
    @Test
    void areInjected() {
      assertThat(caller.name()).isEqualTo("caller");
      assertThat(textGenerator.name()).isEqualTo("text-generator");
    }
  }

  @Test
  void theAnnotationOnASuperclass() {
    requireAllPass(Inheriting.class, 1);
  }

  @CortexApi(ECHO)
  abstract static class Annotated {
    @BeforeEach
    void reads(RealtimeApi api) {
      assertThat(api.name()).isEqualTo("echo");
    }
  }

  static class Inheriting extends Annotated {
    @Test
    void inherits(RealtimeApi api) {
      assertThat(api.name()).isEqualTo("echo");
    }
  }

  @Test
  void theAnnotationOnATestInterface() {
    requireAllPass(Implementing.class, 2);
  }

  @CortexApi(ECHO)
  @TestInstance(Lifecycle.PER_CLASS)
  interface Contract {
    @BeforeAll
    default void isThereBeforeAll(RealtimeApi api) {
      assertThat(api.name()).isEqualTo("echo");
    }

    @Test
    default void serves(RealtimeApi api) {
      assertThat(api.name()).isEqualTo("echo");
    }
  }

  static class Implementing implements Contract {
    @Api RealtimeApi echo;

    @Test
    void injects() {
      assertThat(echo.name()).isEqualTo("echo");
    }
  }

  @Test
  void aRecord() {
    requireAllPass(OfRecord.class, 1);
  }

  @CortexApi(PAIR)
  record OfRecord(@Api("caller") RealtimeApi first, RealtimeApi textGenerator) {
    @Test
    void receivesThroughItsConstructor() {
      assertThat(first.name()).isEqualTo("caller");
      assertThat(textGenerator.name()).isEqualTo("text-generator");
    }
  }

  @Test
  void testsThatAreMadeAtRunTime() {
    requireAllPass(Templates.class, 7);
  }

  @CortexApi(ECHO)
  @TestInstance(Lifecycle.PER_CLASS)
  static class Templates {
    @TestFactory
    Stream<DynamicTest> dynamic(RealtimeApi api) {
      return Stream.of("a", "b")
          .map(
              name ->
                  DynamicTest.dynamicTest(name, () -> assertThat(api.name()).isEqualTo("echo")));
    }

    @RepeatedTest(3)
    void repeated(RealtimeApi api) {
      assertThat(api.name()).isEqualTo("echo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "y"})
    void parameterized(String value, RealtimeApi api) {
      assertThat(value).isNotEmpty();
      assertThat(api.name()).isEqualTo("echo");
    }
  }

  private static void requireAllPass(Class<?> testClass, int tests) {
    FakeSession session = new FakeSession();

    EngineExecutionResults results = session.run(testClass);

    assertThat(FakeSession.failures(results)).isEmpty();
    results.testEvents().assertStatistics(statistics -> statistics.succeeded(tests));
    assertThat(session.cluster().deployments()).as("what is left of the class").isEmpty();
  }
}
