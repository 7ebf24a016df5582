package io.cortexlocal.cluster.k3s;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that started a container, written on the container so that a later run can tell
 * whether it is still needed.
 *
 * @param scope the machine, its boot and its process namespace: process ids mean something only
 *     within one
 * @param pid of the process
 * @param startedMillis when the process started, because ids are used again
 */
record Owner(String scope, long pid, long startedMillis) {

  static final String LABEL = "io.cortexlocal.owner";

  private static final char SEPARATOR = '|';

  static Owner thisProcess() {
    ProcessHandle self = ProcessHandle.current();
    return new Owner(scopeOfThisProcess(), self.pid(), started(self));
  }

  String label() {
    return scope + SEPARATOR + pid + SEPARATOR + startedMillis;
  }

  static Optional<Owner> parse(String label) {
    String[] parts = label.split("\\|", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Owner(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns whether the owner is known to have ended: an owner elsewhere is not. */
  boolean isGone() {
    if (!scope.equals(scopeOfThisProcess())) {
      return false;
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> started(process) == startedMillis)
        .isEmpty();
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String scopeOfThisProcess() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      String namespace = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return boot + "/" + namespace;
    } catch (IOException | UnsupportedOperationException e) {
      String user = System.getProperty("user.name");
      return System.getProperty("os.name") + "/" + user;
    }
  }
}
