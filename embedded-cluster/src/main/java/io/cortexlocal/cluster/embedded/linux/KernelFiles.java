package io.cortexlocal.cluster.embedded.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What of {@code /proc} and {@code /sys} is the machine's and not the container's: read-only or out
 * of sight, by the lists of the OCI runtimes. Bubblewrap's own {@code --proc} leaves {@code
 * /proc/sys} open to this machine's root.
 */
final class KernelFiles {

  private static final List<String> READ_ONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  private static final List<String> HIDDEN =
      List.of(
          "/proc/acpi",
          "/proc/asound",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/sys/devices/virtual/powercap",
          "/sys/firmware");

  private static final List<String> TOPS = List.of("/dev", "/proc", "/sys");

  private KernelFiles() {}

  /** Returns whether a path is one of theirs. */
  static boolean has(String path) {
    return TOPS.stream().anyMatch(top -> path.equals(top) || path.startsWith(top + "/"));
  }

  /**
   * Returns the options by which bubblewrap sets them up.
   *
   * @param sys the pod's sysfs, for processes in the node
   * @param dev the container's devices, likewise
   */
  static List<String> options(String sys, String dev) {
    List<String> options = new ArrayList<>(List.of("--proc", "/proc", "--ro-bind", sys, "/sys"));
    for (String path : READ_ONLY) {
      if (Files.exists(Path.of(path))) {
        options.addAll(List.of("--ro-bind", path, path));
      }
    }
    for (String path : HIDDEN) {
      if (Files.isDirectory(Path.of(path))) {
        options.addAll(List.of("--tmpfs", path, "--remount-ro", path));
      } else if (Files.exists(Path.of(path))) {
        options.addAll(List.of("--ro-bind", "/dev/null", path));
      }
    }
    options.addAll(List.of("--dev-bind", dev, "/dev"));
    return options;
  }
}
