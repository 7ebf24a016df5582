package io.cortexlocal.cluster.embedded.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The format of {@code docker save}, whose {@code manifest.json} lists the images. */
final class DockerArchive {

  static final String MANIFEST = "manifest.json";

  private static final Pattern NAMED_BY_DIGEST =
      Pattern.compile("(?:.*/)?([0-9a-f]{64})(?:\\.json)?");

  private DockerArchive() {}

  static SavedImage read(ImageTar tar, String reference) throws ArchiveException {
    JsonNode manifest = ArchiveJson.parse(tar.document(MANIFEST), MANIFEST);
    if (!manifest.isArray()) {
      throw new ArchiveException(MANIFEST + " is not a list");
    }
    List<ArchivedNames.Named<JsonNode>> images = new ArrayList<>();
    for (JsonNode image : manifest) {
      images.add(new ArchivedNames.Named<>(ArchiveJson.texts(image, "RepoTags", MANIFEST), image));
    }
    JsonNode image = ArchivedNames.choose(reference, images);
    String configName = ArchiveJson.text(image, "Config", MANIFEST);
    byte[] configuration = tar.document(configName);
    Matcher digest = NAMED_BY_DIGEST.matcher(configName);
    String id = digest.matches() ? digest.group(1) : Sha256.hex(configuration);
    return SavedImage.of(id, configuration, ArchiveJson.texts(image, "Layers", MANIFEST));
  }
}
