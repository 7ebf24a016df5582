package io.cortexlocal.cli.control;

import java.util.Optional;

/** Explains APIs. Called by several threads. */
@FunctionalInterface
public interface Explanations {

  /** Returns how an API is at this moment; empty when it is not deployed. */
  Optional<Explanation> of(String api);
}
