package io.cortexlocal.cluster.embedded.image;

import java.nio.file.Path;

/** What a container sees as {@code /}. */
public sealed interface RootFilesystem {

  /** This machine's own files, read-only; {@code /tmp} and {@code /run} are the container's own. */
  record Host() implements RootFilesystem {}

  /**
   * The node's own files, with its volumes mounted below {@code /run}, and its privileges: for what
   * has to serve this machine's loopback interface too.
   */
  record Node() implements RootFilesystem {}

  /**
   * None: the container is a {@link io.cortexlocal.cluster.Program} in a thread of this process.
   */
  record Program() implements RootFilesystem {}

  /**
   * An unpacked image. Containers share it; what one writes, it alone sees.
   *
   * @param directory absolute; nothing writes to it
   */
  record Unpacked(Path directory) implements RootFilesystem {}
}
