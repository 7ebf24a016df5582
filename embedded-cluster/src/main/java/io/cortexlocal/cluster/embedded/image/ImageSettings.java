package io.cortexlocal.cluster.embedded.image;

import java.nio.file.Path;
import java.util.Map;

/**
 * How images are had.
 *
 * @param cache absolute; shared by all runs of this user, made when it is not there
 * @param neverPull whether an image that is not on this machine is an error
 * @param buildArguments for images that are built from a Dockerfile
 * @param environment of this machine: {@code PATH} and what a {@code run:} image gets of it
 */
public record ImageSettings(
    Path cache,
    boolean neverPull,
    Map<String, String> buildArguments,
    Map<String, String> environment) {

  public ImageSettings {
    buildArguments = Map.copyOf(buildArguments);
    environment = Map.copyOf(environment);
  }

  /** Returns {@code $XDG_CACHE_HOME/cortex-local/images}, the cache of this user. */
  public static Path cache(Map<String, String> environment) {
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path root = base.startsWith("/") ? Path.of(base) : Path.of(home(environment), ".cache");
    return root.resolve("cortex-local").resolve("images").toAbsolutePath();
  }

  /** Services and jobs may have no {@code HOME}; their user has one all the same. */
  private static String home(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    return home.isEmpty() ? System.getProperty("user.home") : home;
  }
}
