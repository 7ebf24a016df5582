package io.cortexlocal.assertions;

import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.WritableAssertionInfo;

/** What a test said of an assertion, for the assertions that it is made of. */
final class AssertionState {

  private AssertionState() {}

  /** Hands on the description, the overriding message and the representation. */
  static <T extends AbstractAssert<?, ?>> T handOn(WritableAssertionInfo from, T to) {
    if (from.hasDescription()) {
      to.info.description(from.description());
    }
    to.info.overridingErrorMessage(from::overridingErrorMessage);
    to.info.useRepresentation(from.representation());
    return to;
  }
}
