package io.cortexlocal.cluster.embedded.image;

import java.nio.file.Path;

/** What a container sees as {@code /}. */
public sealed interface RootFilesystem {

  /** This machine's own files, read-only; {@code /tmp} and {@code /run} are the container's own. */
  record Host() implements RootFilesystem {}

  /**
   * An unpacked image. Containers share it; what one writes, it alone sees.
   *
   * @param directory absolute; nothing writes to it
   */
  record Unpacked(Path directory) implements RootFilesystem {}
}
