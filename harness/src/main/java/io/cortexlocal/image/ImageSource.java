package io.cortexlocal.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How an image is had on this machine, as {@code cortex-local.yaml} says it. */
public sealed interface ImageSource {

  /**
   * A directory with a Dockerfile, built with the Docker engine.
   *
   * @param directory absolute
   */
  record Build(Path directory) implements ImageSource {}

  /**
   * A tar file in the format of {@code docker save} or of an OCI layout.
   *
   * @param file absolute
   */
  record Archive(Path file) implements ImageSource {}

  /** A command on this machine, sandboxed as the container; for the embedded backend only. */
  record Run(List<String> command, Optional<Path> directory) implements ImageSource {

    public Run {
      command = List.copyOf(command);
    }
  }
}
