package io.cortexlocal.cluster.embedded.image;

import io.cortexlocal.reference.ImageReference;
import java.util.List;

/**
 * Which image of an archive is meant by a reference: the one of that name, else the one of that tag
 * or digest, else the only one.
 */
final class ArchivedNames {

  /** An image of an archive and its names, which may be full ones, tags, or digests. */
  record Named<T>(List<String> names, T image) {}

  private ArchivedNames() {}

  static <T> T choose(String reference, List<Named<T>> images) throws ArchiveException {
    if (images.isEmpty()) {
      throw new ArchiveException("there is no image in it");
    }
    String canonical = ImageReference.canonical(reference);
    for (Named<T> each : images) {
      if (each.names().stream().map(ImageReference::canonical).anyMatch(canonical::equals)) {
        return each.image();
      }
    }
    String suffix = suffix(canonical);
    List<Named<T>> ofThatTag =
        images.stream().filter(each -> each.names().contains(suffix)).toList();
    if (ofThatTag.size() == 1) {
      return ofThatTag.get(0).image();
    }
    if (images.size() == 1) {
      return images.get(0).image();
    }
    List<String> names = images.stream().flatMap(each -> each.names().stream()).distinct().toList();
    throw new ArchiveException(
        "there are %d images in it, and none is %s: %s"
            .formatted(
                images.size(),
                reference,
                names.isEmpty() ? "they have no names" : String.join(", ", names)));
  }

  private static String suffix(String canonical) {
    int at = canonical.indexOf('@');
    return at >= 0
        ? canonical.substring(at + 1)
        : canonical.substring(canonical.lastIndexOf(':') + 1);
  }
}
