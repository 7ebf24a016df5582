package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cortexlocal.FakeCluster;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/** Which failures carry the evidence, and where they may have happened. */
class FailureEvidenceTests {

  private final CortexExtension extension = new CortexExtension();
  private final ExtensionContext context = context(apis());

  /** A handler of failures, which throws what it is given. */
  @FunctionalInterface
  interface Handler {
    void handle(CortexExtension extension, ExtensionContext context, Throwable failure)
        throws Throwable;
  }

  static Stream<Handler> handlers() {
    return Stream.of(
        CortexExtension::handleTestExecutionException,
        CortexExtension::handleBeforeAllMethodExecutionException,
        CortexExtension::handleBeforeEachMethodExecutionException,
        CortexExtension::handleAfterEachMethodExecutionException);
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void everyFailureCarriesTheStateOfTheApis(Handler handler) {
    NumberFormatException failure = new NumberFormatException("not what the API should answer");

    Throwable thrown = catchThrowable(() -> handler.handle(extension, context, failure));

    assertThat(thrown).isSameAs(failure);
    assertThat(thrown.getSuppressed())
        .singleElement()
        .satisfies(
            evidence ->
                assertThat(evidence)
                    .isInstanceOf(ApiEvidence.class)
                    .hasMessageStartingWith("API echo when the test failed:"));
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void aTestThatGivesUpDoesNot(Handler handler) {
    TestAbortedException aborted = new TestAbortedException("no GPU here");

    Throwable thrown = catchThrowable(() -> handler.handle(extension, context, aborted));

    assertThat(thrown).isSameAs(aborted).hasNoSuppressedExceptions();
  }

  private static ClassApis apis() {
    return new ClassApis(List.of(new FakeCluster().deploy("echo", "")), () -> {});
  }

  /** A context whose stores have these APIs. */
  private static ExtensionContext context(ClassApis apis) {
    ExtensionContext.Store store =
        (ExtensionContext.Store)
            Proxy.newProxyInstance(
                FailureEvidenceTests.class.getClassLoader(),
                new Class<?>[] {ExtensionContext.Store.class},
                (proxy, method, arguments) -> apis);
    return (ExtensionContext)
        Proxy.newProxyInstance(
            FailureEvidenceTests.class.getClassLoader(),
            new Class<?>[] {ExtensionContext.class},
            (proxy, method, arguments) -> store);
  }
}
