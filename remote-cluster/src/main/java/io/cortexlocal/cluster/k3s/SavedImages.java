package io.cortexlocal.cluster.k3s;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Images in one tar file, on their way to the node.
 *
 * <p>They travel under aliases, because the engine saves by name and tag only, while an image may
 * be asked for by a digest.
 *
 * @param tar the file
 * @param aliases the name in the file of each image
 */
record SavedImages(Path tar, Map<String, String> aliases) {

  private static final String REPOSITORY = "cortex-local/transfer";
  private static final int TAG_LENGTH = 12;

  /**
   * Saves images.
   *
   * @param ids the content-addressed id in the engine of each image
   */
  static SavedImages save(DockerEngine engine, Map<String, String> ids, Path tar) {
    Map<String, String> aliases = new LinkedHashMap<>();
    ids.forEach((image, id) -> aliases.put(image, alias(id)));
    Collection<String> unique = List.copyOf(new TreeSet<>(aliases.values()));
    ids.forEach((image, id) -> engine.tag(id, aliases.get(image)));
    try {
      engine.save(unique, tar);
    } finally {
      unique.forEach(engine::untag);
    }
    return new SavedImages(tar, Map.copyOf(aliases));
  }

  /** Brings the images to the node under their names, and deletes the file. */
  void importInto(ImageStore store) {
    try {
      store.importTar(tar, List.copyOf(new TreeSet<>(aliases.values())));
      aliases.forEach((image, alias) -> store.tag(alias, image));
    } finally {
      ImageStore.delete(tar);
    }
  }

  private static String alias(String id) {
    String hex = id.substring(id.indexOf(':') + 1);
    return REPOSITORY + ":" + hex.substring(0, TAG_LENGTH);
  }
}
