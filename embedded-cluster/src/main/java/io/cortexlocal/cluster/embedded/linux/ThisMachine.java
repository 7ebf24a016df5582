package io.cortexlocal.cluster.embedded.linux;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine that we run on. */
final class ThisMachine implements Machine {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String MOUNTS =
      "mount -t tmpfs probe /run && mkdir /run/a /run/b /run/c"
          + " && mount -t overlay -o ro,lowerdir=/run/a:/run/b probe /run/c";

  private static final String EFFECTIVE_ROOT = "Uid:\\s+\\d+\\s+0\\s.*";

  private final String path;

  /**
   * @param path on which its programs are looked for, as in {@code PATH}
   */
  ThisMachine(String path) {
    this.path = path;
  }

  @Override
  public String system() {
    return System.getProperty("os.name");
  }

  @Override
  public String architecture() {
    return System.getProperty("os.arch");
  }

  @Override
  public boolean root() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines.anyMatch(line -> line.matches(EFFECTIVE_ROOT));
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Optional<Path> find(String program) {
    return HostTools.find(program, path);
  }

  @Override
  public boolean device(String device) {
    Path file = Path.of(device);
    return Files.isReadable(file) && Files.isWritable(file);
  }

  @Override
  public Optional<String> setting(String name) {
    Path file = Path.of("/proc/sys", name.split("\\.", -1));
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> tryNamespaces(NodeMode mode) {
    List<String> command = new ArrayList<>();
    if (mode == NodeMode.ROOT) {
      // The gateway's Envoy goes back to the machine's network, which a namespace's root may not.
      command.addAll(List.of("nsenter", "--net=/proc/self/ns/net", "--"));
    }
    command.add("unshare");
    command.addAll(mode.unshareOptions());
    command.addAll(List.of("--pid", "--fork", "--kill-child", "--mount", "--net", "--ipc"));
    command.addAll(List.of("--uts", "--mount-proc", "--", "sh", "-c", MOUNTS));
    try {
      Process process =
          HostTools.process(command)
              .redirectErrorStream(true)
              .redirectInput(Redirect.from(new File("/dev/null")))
              .start();
      try (Watchdog watchdog = Watchdog.over(process, TIMEOUT)) {
        String output = HostTools.output(process);
        if (process.onExit().join().exitValue() == 0) {
          return Optional.empty();
        }
        return Optional.of(
            watchdog.expired() ? "no answer in " + TIMEOUT.toSeconds() + " s" : output);
      }
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }
}
