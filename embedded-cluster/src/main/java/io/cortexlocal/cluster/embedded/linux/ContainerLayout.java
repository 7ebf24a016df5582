package io.cortexlocal.cluster.embedded.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a container's file system is put together.
 *
 * @param lower the unpacked image, when its root is one
 * @param points what must be made in the image's root first, each as its kind (a dir or a regular
 *     one) and a path
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
