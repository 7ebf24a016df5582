package io.cortexlocal.cluster.embedded.image;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image that is ready to be run.
 *
 * @param entrypoint the image's ENTRYPOINT, empty when it has none
 * @param command the image's CMD, empty when it has none
 * @param environment the image's ENV
 * @param workingDirectory absolute, {@code /} when the image says nothing
 * @param user as which its processes run, root when the image says nothing
 */
public record ContainerImage(
    RootFilesystem root,
    List<String> entrypoint,
    List<String> command,
    Map<String, String> environment,
    String workingDirectory,
    User user) {

  public ContainerImage {
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** The numeric ids that an image's USER stands for. */
  public record User(int uid, int gid) {

    /** The user of an image that names none. */
    public static final User ROOT = new User(0, 0);
  }

  /** Finds the images that have been loaded. */
  @FunctionalInterface
  public interface Store {

    /** Returns the image of that name, in any of the name's forms. */
    Optional<ContainerImage> find(String reference);
  }
}
