package io.cortexlocal.cli.control;

import java.nio.file.Path;

/** The files that say how images are had. Called by several threads. */
@FunctionalInterface
public interface ImageFiles {

  /**
   * Takes what {@code cortex-local.yaml} next to a file says, for the deployments that follow.
   *
   * @param cortexYaml absolute
   * @throws io.cortexlocal.image.ImageException when it is wrong
   */
  void add(Path cortexYaml);
}
