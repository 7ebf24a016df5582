package io.cortexlocal.evidence;

import java.util.Optional;

/** Reads one kind of evidence of a replica that does not become ready. */
@FunctionalInterface
interface StartReader {

  /** Returns what happened and what to do about it; empty when the evidence is of another kind. */
  Optional<String> read(Replica replica);
}
