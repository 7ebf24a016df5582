package io.cortexlocal.cluster.embedded.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that is killed, at any moment of a node's life, leaves nothing of it. */
class KilledJvmTests {

  private static final int LATEST_MILLIS = 700;

  @TempDir Path directory;

  @RepeatedTest(value = 10, failureThreshold = 1)
  void killedJvmLeavesNothing(RepetitionInfo repetition) throws Exception {
    NodeMode mode =
        repetition.getCurrentRepetition() % 2 == 0 ? NodeMode.ROOT : NodeMode.USER_NAMESPACE;
    Set<String> before = ownTraces();
    Process jvm = start(mode);
    Set<ProcessHandle> processes = killAtARandomMoment(jvm);
    for (ProcessHandle process : processes) {
      Await.until("the end of " + process.info(), () -> gone(process));
    }
    Await.until("the end of every node of that JVM", () -> supervisorsOf(jvm.pid()).isEmpty());
    assertThat(ownTraces()).isEqualTo(before);
    assertThat(names(directory.resolve("temporary"))).isEmpty();
  }

  /** Mounts and interfaces of this machine but those of Docker, whose containers come and go. */
  private static Set<String> ownTraces() throws IOException {
    Set<String> traces = names(Path.of("/sys/class/net"));
    traces.removeIf(name -> name.startsWith("veth"));
    for (String mount : Files.readAllLines(Path.of("/proc/self/mounts"))) {
      if (!mount.contains("docker")) {
        traces.add(mount);
      }
    }
    return traces;
  }

  private Process start(NodeMode mode) throws IOException {
    Process jvm =
        new ProcessBuilder(NodeJvm.command(directory, mode, "forever"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
    assertThat(lines.readLine()).isEqualTo("begin");
    return jvm;
  }

  /** Stops it first, so that all that it has started is known when it is killed. */
  private static Set<ProcessHandle> killAtARandomMoment(Process jvm) throws Exception {
    LockSupport.parkNanos(new Random().nextInt(LATEST_MILLIS) * 1_000_000L);
    Process stop = new ProcessBuilder("kill", "-STOP", Long.toString(jvm.pid())).start();
    assertThat(stop.waitFor()).isZero();
    Set<ProcessHandle> processes = new HashSet<>(jvm.descendants().toList());
    jvm.toHandle().destroyForcibly();
    assertThat(jvm.waitFor()).isEqualTo(137);
    return processes;
  }

  /** A zombie is gone but for this machine's first process, which has yet to look at it. */
  private static boolean gone(ProcessHandle process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try {
      return !process.isAlive() || Files.readString(status).contains("State:\tZ");
    } catch (IOException e) {
      if (Files.exists(status)) {
        throw e;
      }
      return true;
    }
  }

  private static List<String> supervisorsOf(long pid) throws IOException {
    String end = "\0" + LinuxNode.MARK + "\0" + pid + "\0";
    List<String> found = new ArrayList<>();
    for (String name : names(Path.of("/proc"))) {
      if (name.matches("\\d+")) {
        try {
          String arguments =
              new String(
                  Files.readAllBytes(Path.of("/proc", name, "cmdline")), StandardCharsets.UTF_8);
          if (arguments.endsWith(end)) {
            found.add(name);
          }
        } catch (IOException e) {
          if (Files.exists(Path.of("/proc", name))) {
            throw e;
          }
        }
      }
    }
    return found;
  }

  private static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return new HashSet<>(entries.map(entry -> entry.getFileName().toString()).toList());
    }
  }
}
