package io.cortexlocal.assertions;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.text.Printable;
import io.cortexlocal.traffic.ApiResponse;
import java.util.List;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** Assertions on what came back through the gateway. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ApiResponseAssert extends AbstractAssert<ApiResponseAssert, ApiResponse> {

  private static final int BODY_LIMIT = 2_000;

  ApiResponseAssert(@Nullable ApiResponse actual) {
    super(actual, ApiResponseAssert.class);
  }

  /** Verifies the status code. */
  public ApiResponseAssert hasStatus(int expected) {
    isNotNull();
    if (actual.status() != expected) {
      failWithMessage(
          "%n%s %s%nexpected status: %d%nbut was: %d%s%nbody: %s",
          actual.method(),
          actual.uri(),
          expected,
          actual.status(),
          StatusHint.of(actual),
          shortened(actual.text()));
    }
    return this;
  }

  /** Verifies the whole body, read as UTF-8. */
  public ApiResponseAssert hasBody(String expected) {
    requireNonNull(expected, "expected");
    isNotNull();
    if (!actual.text().equals(expected)) {
      failWithMessage(
          "%n%s %s (status %d)%nexpected body: %s%nbut was: %s",
          actual.method(),
          actual.uri(),
          actual.status(),
          shortened(expected),
          shortened(actual.text()));
    }
    return this;
  }

  /** Verifies that the body has a text in it. */
  public ApiResponseAssert hasBodyContaining(String expected) {
    requireNonNull(expected, "expected");
    isNotNull();
    if (!actual.text().contains(expected)) {
      failWithMessage(
          "%n%s %s (status %d)%nexpected a body containing: %s%nbut was: %s",
          actual.method(), actual.uri(), actual.status(), expected, shortened(actual.text()));
    }
    return this;
  }

  /** Verifies that a header has a value, among others of the same name. */
  public ApiResponseAssert hasHeader(String name, String expected) {
    requireNonNull(name, "name");
    requireNonNull(expected, "expected");
    isNotNull();
    List<String> values = actual.headers().allValues(name);
    if (!values.contains(expected)) {
      failWithMessage(
          "%n%s %s (status %d)%nexpected header: %s: %s%nbut %s",
          actual.method(),
          actual.uri(),
          actual.status(),
          name,
          expected,
          values.isEmpty()
              ? "there is none of that name; there are: " + actual.headers().map().keySet()
              : "its values are: " + Printable.of(values.toString()));
    }
    return this;
  }

  /** Returns AssertJ's assertions on the body, read as UTF-8. */
  public AbstractStringAssert<?> text() {
    isNotNull();
    return AssertionState.handOn(
        info,
        Assertions.assertThat(actual.text()).as("body of %s %s", actual.method(), actual.uri()));
  }

  private static String shortened(String body) {
    return body.length() <= BODY_LIMIT
        ? Printable.of(body)
        : Printable.of(body.substring(0, BODY_LIMIT))
            + "… (%d more characters)".formatted(body.length() - BODY_LIMIT);
  }
}
