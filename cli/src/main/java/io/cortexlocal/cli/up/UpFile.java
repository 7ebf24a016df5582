package io.cortexlocal.cli.up;

import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.LocalImages;
import java.nio.file.Path;
import java.util.Arrays;

/** A valid {@code cortex.yaml}, with what {@code cortex-local.yaml} next to it says of images. */
final class UpFile {

  private final Path path;
  private final byte[] content;
  private final CortexConfig config;
  private final LocalImages images;

  UpFile(Path path, byte[] content, CortexConfig config, LocalImages images) {
    this.path = path;
    this.content = content.clone();
    this.config = config;
    this.images = images;
  }

  Path path() {
    return path;
  }

  /** Returns the last part of the file's name, as the operator wants it. */
  String name() {
    return path.getFileName().toString();
  }

  byte[] content() {
    return content.clone();
  }

  CortexConfig config() {
    return config;
  }

  LocalImages images() {
    return images;
  }

  /** Returns whether a deployment of the other would do what one of this does. */
  boolean isSameAs(UpFile other) {
    return Arrays.equals(content, other.content) && images.equals(other.images);
  }
}
