package io.cortexlocal.cluster.embedded.image;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One image of an archive.
 *
 * @param id the digits of its configuration's sha256 digest, which stands for all of the image
 * @param configuration as JSON
 * @param layers the names in the archive of its layers, the lowest first
 */
record SavedImage(String id, String configuration, List<String> layers) {

  /** Checks a configuration against the digest that the archive gives it. */
  static SavedImage of(String expectedId, byte[] configuration, List<String> layers)
      throws ArchiveException {
    String id = Sha256.hex(configuration);
    if (!id.equals(expectedId)) {
      throw new ArchiveException(
          "the image's configuration is corrupted: expected sha256:%s, but found sha256:%s"
              .formatted(expectedId, id));
    }
    return new SavedImage(
        id, new String(configuration, StandardCharsets.UTF_8), List.copyOf(layers));
  }
}
