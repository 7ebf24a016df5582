package io.cortexlocal.cluster.embedded.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a container's file system is put together.
 *
 * @param lower the unpacked image, when its root is one
 * @param words what {@code container.pl} makes, shows and mounts in it first, as it reads it
 * @param options for bubblewrap
 * @param files what the container will see
 * @param workingDirectory without symbolic links
 */
record ContainerLayout(
    Optional<Path> lower,
    List<String> words,
    List<String> options,
    ContainerFiles files,
    String workingDirectory) {

  ContainerLayout {
    words = List.copyOf(words);
    options = List.copyOf(options);
  }
}
