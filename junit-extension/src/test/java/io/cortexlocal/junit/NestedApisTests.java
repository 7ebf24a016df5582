package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.RealtimeApi;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** A nested class sees the APIs of the classes around it, under its own. */
class NestedApisTests {

  private static final String ECHO = "src/test/apis/double/echo.yaml";
  private static final String CALLER = "src/test/apis/double/caller.yaml";
  private static final String THIRD = "src/test/apis/double/third.yaml";
  private static final String ECHO_AGAIN = "src/test/apis/double/echo-again.yaml";

  private final FakeSession session = new FakeSession();

  @Test
  void anyDepth() {
    requireAllPass(Outer.class, 4);
  }

  @CortexApi(ECHO)
  static class Outer {
    @Api RealtimeApi echo;

    @BeforeEach
    @AfterEach
    void meansTheOwn(RealtimeApi api) {
      assertThat(api).isSameAs(echo);
    }

    @Test
    void seesItsOwnOnly(RealtimeApi anyName) {
      assertThat(anyName.name()).isEqualTo("echo");
    }

    @Nested
    class Plain {
      @Api RealtimeApi api;

      @Test
      void seesThatOfTheClassAround(RealtimeApi same) {
        assertThat(api).isSameAs(same).isSameAs(echo);
      }
    }

    @Nested
    @CortexApi(CALLER)
    class Inner {
      static @Api("echo") RealtimeApi ofOuter;

      @Api RealtimeApi caller;

      @Test
      void seesBoth(RealtimeApi api, @Api("echo") RealtimeApi named, RealtimeApi echo) {
        assertThat(api.name()).as("the nearest class's only one").isEqualTo("caller");
        assertThat(named).isSameAs(echo).isSameAs(ofOuter).isSameAs(Outer.this.echo);
      }

      @Nested
      @CortexApi(THIRD)
      @TestInstance(Lifecycle.PER_CLASS)
      class Innermost {
        final RealtimeApi api;
        @Api RealtimeApi echo;

        Innermost(RealtimeApi api) {
          this.api = api;
        }

        @BeforeAll
        void areThereBeforeAll(@Api("caller") RealtimeApi ofTheMiddle) {
          assertThat(ofTheMiddle.name()).isEqualTo("caller");
          assertThat(echo.name()).isEqualTo("echo");
        }

        @Test
        void seesAll(RealtimeApi caller) {
          assertThat(api.name()).isEqualTo("third");
          assertThat(caller).isSameAs(Inner.this.caller);
          assertThat(echo).isSameAs(Outer.this.echo);
        }
      }
    }
  }

  @Test
  void theClassAroundDeploysNothing() {
    requireAllPass(OnlyInner.class, 1);
  }

  static class OnlyInner {
    @Nested
    @CortexApi(ECHO)
    @TestInstance(Lifecycle.PER_CLASS)
    class Inner {
      @Api RealtimeApi echo;

      @Test
      void hasItsOwn() {
        assertThat(echo.name()).isEqualTo("echo");
      }
    }
  }

  @Test
  void oneInstanceOfEach() {
    requireAllPass(PerClassOuter.class, 1);
  }

  @CortexApi(ECHO)
  @TestInstance(Lifecycle.PER_CLASS)
  static class PerClassOuter {
    @Api RealtimeApi echo;

    @Nested
    @CortexApi(CALLER)
    @TestInstance(Lifecycle.PER_CLASS)
    class Inner {
      @Api RealtimeApi caller;

      @Test
      void hasBoth(RealtimeApi echo) {
        assertThat(caller.name()).isEqualTo("caller");
        assertThat(echo).isSameAs(PerClassOuter.this.echo);
      }
    }
  }

  @Test
  void whatBothInheritIsDeployedOnce() {
    requireAllPass(InheritingOuter.class, 2);
  }

  @CortexApi(ECHO)
  abstract static class Base {}

  static class InheritingOuter extends Base {
    static @Api RealtimeApi echo;

    @Test
    void hasIt(RealtimeApi api) {
      assertThat(api).isSameAs(echo);
    }

    @Nested
    class Inner extends Base {
      @Test
      void hasTheSame(RealtimeApi api) {
        assertThat(api).isSameAs(echo);
      }
    }
  }

  @Test
  void theSameNameInBothIsRefused() {
    EngineExecutionResults results = session.run(SameName.class);

    assertThat(FakeSession.failures(results))
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure)
                    .isExactlyInstanceOf(ExtensionConfigurationException.class)
                    .hasMessage(
                        """
                        @CortexApi("%s") on %s: the class around it, %s, has deployed the API echo \
                        already, and a cluster has one API of a name.
                        Try: another name; no @CortexApi here, as a nested class sees the APIs of \
                        the class around it; or a class that is not nested, which waits for its \
                        turn."""
                            .formatted(
                                ECHO_AGAIN,
                                SameName.Inner.class.getName(),
                                SameName.class.getName())));
    results.testEvents().assertStatistics(statistics -> statistics.succeeded(1).failed(0));
  }

  @CortexApi(ECHO)
  static class SameName {
    @Test
    void isNotTouched(RealtimeApi echo) {
      assertThat(echo.name()).isEqualTo("echo");
    }

    @Nested
    @CortexApi(ECHO_AGAIN)
    class Inner {
      @Test
      void neverRuns(RealtimeApi echo) {
        assertThat(echo).as("an API of a class that is refused").isNull();
      }
    }
  }

  @Test
  void aFailureShowsTheInnerAndTheOuterApis() {
    EngineExecutionResults results = session.run(FailingInside.class);

    List<Throwable> failures = FakeSession.failures(results);
    assertThat(failures).hasSize(2);
    assertThat(failures)
        .filteredOn(failure -> failure.getMessage().equals("of the inner"))
        .singleElement()
        .satisfies(failure -> assertThat(shown(failure)).containsExactly("caller", "echo"));
    assertThat(failures)
        .filteredOn(failure -> failure.getMessage().equals("of the outer"))
        .singleElement()
        .satisfies(failure -> assertThat(shown(failure)).containsExactly("echo"));
  }

  @CortexApi(ECHO)
  static class FailingInside {
    @Test
    void fails() {
      throw new IllegalStateException("of the outer");
    }

    @Nested
    @CortexApi(CALLER)
    class Inner {
      @Test
      void fails() {
        throw new IllegalStateException("of the inner");
      }
    }
  }

  /** Returns the names of the APIs whose state a failure carries. */
  private static List<String> shown(Throwable failure) {
    return Arrays.stream(failure.getSuppressed())
        .filter(ApiEvidence.class::isInstance)
        .flatMap(evidence -> evidence.getMessage().lines())
        .filter(line -> line.startsWith("API "))
        .map(line -> line.split(" ", -1)[1])
        .toList();
  }

  private void requireAllPass(Class<?> testClass, int tests) {
    EngineExecutionResults results = session.run(testClass);

    assertThat(FakeSession.failures(results)).isEmpty();
    results.testEvents().assertStatistics(statistics -> statistics.succeeded(tests));
    assertThat(session.cluster().deployments()).as("what is left of the class").isEmpty();
  }
}
