package io.cortexlocal.cluster.embedded.rest;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The real kubectl: that of {@code CORTEX_LOCAL_KUBECTL}, of the PATH, or of the k3s that the
 * fixtures have made.
 */
final class Kubectl {

  private static final long SECONDS = 60;

  private final List<String> command;
  private final Path kubeconfig;
  private final Path home;

  /**
   * Takes a kubeconfig.
   *
   * @param home an empty folder, for its caches
   */
  Kubectl(Path kubeconfig, Path home) {
    this.command = locate();
    this.kubeconfig = kubeconfig;
    this.home = home;
  }

  /** What a run left behind; both outputs in one. */
  record Outcome(int exitCode, String output) {}

  /** Runs a command to its end. */
  Outcome run(String... arguments) throws Exception {
    Process process = start(arguments);
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("kubectl %s did not end".formatted(String.join(" ", arguments)));
    }
    return new Outcome(process.exitValue(), output);
  }

  /** Starts a command that goes on. */
  Process start(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.add("--kubeconfig=" + kubeconfig);
    all.add("--request-timeout=0");
    all.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("KUBECONFIG");
    return builder.start();
  }

  static BufferedReader lines(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static List<String> locate() {
    return Optional.ofNullable(System.getenv("CORTEX_LOCAL_KUBECTL"))
        .map(Path::of)
        .or(Kubectl::onPath)
        .or(Kubectl::ofFixtures)
        .map(Kubectl::command)
        .orElseThrow(
            () ->
                new AssertionError(
                    "there is no kubectl: fixtures/kubectl finds or makes one; or set"
                        + " CORTEX_LOCAL_KUBECTL to one of your own"));
  }

  private static Optional<Path> onPath() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "kubectl"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Optional<Path> ofFixtures() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path programs =
        (cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
            .resolve("cortex-local/programs");
    if (!Files.isDirectory(programs)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(programs)) {
      return all.filter(program -> program.getFileName().toString().startsWith("k3s-"))
          .max(Comparator.comparing(program -> program.toFile().lastModified()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path program) {
    return program.getFileName().toString().startsWith("k3s")
        ? List.of(program.toString(), "kubectl")
        : List.of(program.toString());
  }
}
