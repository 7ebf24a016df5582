package io.cortexlocal.cluster.embedded.kubelet;

import java.io.IOException;

/** Failed connections in Go's words. */
final class Dialing {

  private static final String TIMEOUT = "i/o timeout";

  private Dialing() {}

  static boolean timedOut(IOException failure) {
    return TIMEOUT.equals(failure.getMessage());
  }

  /** Returns why a connection could not be made, from the kernel's reason. */
  static String message(String host, int port, IOException failure) {
    return "dial tcp %s:%d: %s%s"
        .formatted(host, port, timedOut(failure) ? "" : "connect: ", failure.getMessage());
  }
}
