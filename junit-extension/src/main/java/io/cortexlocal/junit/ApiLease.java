package io.cortexlocal.junit;

/** The right to deploy APIs of certain names, until it is closed. */
@FunctionalInterface
interface ApiLease extends AutoCloseable {

  @Override
  void close();
}
