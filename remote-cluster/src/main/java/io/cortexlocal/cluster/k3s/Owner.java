package io.cortexlocal.cluster.k3s;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The process that started a container, written on the container so that a later run can tell
 * whether it is still needed.
 *
 * @param scope the machine, its boot and its process namespace: process ids mean something only
 *     within one
 * @param pid of the process
 * @param started when the process started, because ids are used again; only ever compared
 */
record Owner(String scope, long pid, long started) {

  static final String LABEL = "io.cortexlocal.owner";

  private static final char SEPARATOR = '|';
  private static final long UNKNOWN = -1;
  private static final int START_TIME_AFTER_NAME = 20;

  static Owner thisProcess() {
    return of(ProcessHandle.current());
  }

  static Owner of(ProcessHandle process) {
    return new Owner(scopeOfThisProcess(), process.pid(), started(process).orElse(UNKNOWN));
  }

  String label() {
    return scope + SEPARATOR + pid + SEPARATOR + started;
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
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return true;
    }
    OptionalLong now = started(process.get());
    return started != UNKNOWN && now.isPresent() && now.getAsLong() != started;
  }

  /**
   * In Linux's ticks since the boot: the time of day that Java computes from them moves when the
   * clock is set.
   */
  private static OptionalLong started(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      String[] afterName = stat.substring(stat.lastIndexOf(')')).split(" ", -1);
      return OptionalLong.of(Long.parseLong(afterName[START_TIME_AFTER_NAME]));
    } catch (IOException e) {
      return process.info().startInstant().stream().mapToLong(Instant::toEpochMilli).findFirst();
    }
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
