package io.cortexlocal.cli.control;

import java.util.Optional;

/** Explains APIs. Called by several threads. */
public interface Explanations {

  /** Returns how an API is at this moment; empty when it is not deployed. */
  Optional<Explanation> of(String api);

  /**
   * Returns whether all of an API is there as it was deployed last, and the gateway knows of it.
   * Asked often.
   */
  boolean serves(String api);
}
