package io.cortexlocal.istio.envoy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A running Envoy. Its standard output (access log and events) and standard error go to files in
 * the directory it was started in.
 */
public final class EnvoyProcess implements AutoCloseable {

  private final Process process;
  private final Path directory;
  private final EnvoyAdmin admin;

  private EnvoyProcess(Process process, Path directory, EnvoyAdmin admin) {
    this.process = process;
    this.directory = directory;
    this.admin = admin;
  }

  /**
   * Starts Envoy with a bootstrap file.
   *
   * @param directory where {@code envoy.out} and {@code envoy.err} are written
   * @param admin the socket that the bootstrap file gives to the admin interface
   * @param arguments further ones, such as {@code --concurrency 1}
   */
  public static EnvoyProcess start(
      Path executable, Path bootstrap, Path directory, EnvoyAdmin admin, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(executable.toString(), "-c"));
    command.add(bootstrap.toString());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(directory.resolve("envoy.out").toFile())
            .redirectError(directory.resolve("envoy.err").toFile())
            .start();
    return new EnvoyProcess(process, directory, admin);
  }

  /**
   * Waits until Envoy serves ({@code /ready} says LIVE).
   *
   * @throws IllegalStateException when it ends or does not get there in time, with its last words
   */
  public void awaitReady(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!isReady()) {
      if (!process.isAlive()) {
        throw new IllegalStateException(
            "Envoy ended with exit code " + process.exitValue() + ": " + standardError());
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "Envoy was not ready within " + timeout.toMillis() + " ms: " + standardError());
      }
      process.waitFor(5, TimeUnit.MILLISECONDS);
    }
  }

  private boolean isReady() {
    try {
      return Files.exists(admin.socket()) && admin.get("/ready").status() == 200;
    } catch (IOException notYetListening) {
      return false;
    }
  }

  public EnvoyAdmin admin() {
    return admin;
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** What it has written to its standard output so far. */
  public String standardOutput() {
    return read(directory.resolve("envoy.out"));
  }

  /** What it has written to its standard error so far: its own log. */
  public String standardError() {
    return read(directory.resolve("envoy.err"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Ends Envoy at once; requests in flight are cut off. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
