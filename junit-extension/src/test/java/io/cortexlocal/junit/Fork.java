package io.cortexlocal.junit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A Java process of its own, with this one's class path. */
final class Fork implements AutoCloseable {

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
  private final Thread reader;

  private Fork(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "output of process " + process.pid());
    reader.start();
  }

  static Fork start(Class<?> main, Map<String, String> environment) throws IOException {
    return start(List.of(), main, environment);
  }

  /** Starts a process in which no Docker engine can be found. */
  static Fork startWithoutDocker(Class<?> main, Map<String, String> environment)
      throws IOException {
    Map<String, String> hidden = new HashMap<>(environment);
    hidden.put("DOCKER_HOST", "unix:///nowhere/docker.sock");
    hidden.put("HOME", "/nowhere");
    String hideSocket =
        "[ ! -e /var/run/docker.sock ] || mount --bind /dev/null /var/run/docker.sock;"
            + " exec \"$@\"";
    return start(
        List.of("unshare", "--map-root-user", "--mount", "sh", "-c", hideSocket, "sh"),
        main,
        hidden);
  }

  private static Fork start(List<String> prefix, Class<?> main, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new Fork(builder.start());
  }

  /** Waits for a line that starts so, and returns the rest of it. */
  String awaitLine(String prefix, Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      String line = unread.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (line == null || line.equals(END)) {
        throw new AssertionError(
            "no line \"%s…\" within %s; the process wrote:%n%s%nits threads:%n%s"
                .formatted(prefix, timeout, output(), threads()));
      }
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length());
      }
    }
  }

  /** Waits for the end, and returns the exit code. */
  int awaitEnd(Duration timeout) throws InterruptedException {
    if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(
          "still running after %s; the process wrote:%n%s".formatted(timeout, output()));
    }
    reader.join();
    return process.exitValue();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  String output() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  private String threads() {
    try {
      Process jstack =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jstack").toString(),
                  Long.toString(process.pid()))
              .redirectErrorStream(true)
              .start();
      return new String(jstack.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static final String END = "\0";

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
        unread.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      unread.add(END);
    }
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
