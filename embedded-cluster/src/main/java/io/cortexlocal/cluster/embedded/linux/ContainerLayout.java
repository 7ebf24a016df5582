package io.cortexlocal.cluster.embedded.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a container's file system is put together.
 *
 * @param lower the unpacked image, when its root is one
 * @param points what {@code container.pl} must make first, each as a word and a path: a dir or a
 *     file in the image's root, or a view of a directory of this machine
 * @param options for bubblewrap
 * @param files what the container will see
 * @param workingDirectory without symbolic links
 */
record ContainerLayout(
    Optional<Path> lower,
    List<String> points,
    List<String> options,
    ContainerFiles files,
    String workingDirectory) {

  ContainerLayout {
    points = List.copyOf(points);
    options = List.copyOf(options);
  }
}
