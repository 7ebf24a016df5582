package io.cortexlocal.cli.up;

/** What is being waited for, for a message. Safe for use by several threads. */
final class Phase {

  private volatile String text = "its start";

  void is(String now) {
    text = now;
  }

  @Override
  public String toString() {
    return text;
  }
}
