package io.cortexlocal.cluster.embedded.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** OCI's image layout, whose {@code index.json} leads to manifests, over further indexes or not. */
final class OciLayout {

  static final String INDEX = "index.json";

  private static final int DEEPEST = 8;
  private static final List<String> INDEX_TYPES =
      List.of(
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json");

  private final ImageTar tar;
  private final Platform platform;

  private OciLayout(ImageTar tar, Platform platform) {
    this.tar = tar;
    this.platform = platform;
  }

  static SavedImage read(ImageTar tar, String reference, Platform platform)
      throws ArchiveException {
    JsonNode index = ArchiveJson.parse(tar.document(INDEX), INDEX);
    return new OciLayout(tar, platform).choose(index, INDEX, reference, 0);
  }

  private SavedImage choose(JsonNode index, String name, String reference, int depth)
      throws ArchiveException {
    List<ArchivedNames.Named<JsonNode>> images = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (JsonNode descriptor : ArchiveJson.list(index, "manifests", name)) {
      String os = ArchiveJson.text(descriptor.path("platform"), "os", name);
      String architecture = ArchiveJson.text(descriptor.path("platform"), "architecture", name);
      if (os.isEmpty() || new Platform(os, architecture).equals(platform)) {
        images.add(new ArchivedNames.Named<>(names(descriptor, name), descriptor));
      } else if (!os.equals("unknown")) {
        others.add(os + "/" + architecture);
      }
    }
    if (images.isEmpty() && !others.isEmpty()) {
      throw new ArchiveException(
          "it is for %s, and this machine is %s".formatted(String.join(", ", others), platform));
    }
    JsonNode chosen =
        depth == 0 || images.isEmpty()
            ? ArchivedNames.choose(reference, images)
            : images.get(0).image();
    return follow(chosen, name, reference, depth);
  }

  private static List<String> names(JsonNode descriptor, String name) throws ArchiveException {
    JsonNode annotations = descriptor.path("annotations");
    List<String> names = new ArrayList<>();
    names.add(ArchiveJson.text(annotations, "io.containerd.image.name", name));
    names.add(ArchiveJson.text(annotations, "org.opencontainers.image.ref.name", name));
    names.add(ArchiveJson.text(descriptor, "digest", name));
    names.removeIf(String::isEmpty);
    return names;
  }

  private SavedImage follow(JsonNode descriptor, String name, String reference, int depth)
      throws ArchiveException {
    if (depth > DEEPEST) {
      throw new ArchiveException("its indexes are nested more than %d deep".formatted(DEEPEST));
    }
    String digest = ArchiveJson.text(descriptor, "digest", name);
    String digits = Sha256.digits(digest);
    byte[] content = tar.document(blob(digits));
    String found = Sha256.hex(content);
    if (!found.equals(digits)) {
      throw new ArchiveException(
          "%s is corrupted: expected %s, but found sha256:%s"
              .formatted(blob(digits), digest, found));
    }
    JsonNode document = ArchiveJson.parse(content, blob(digits));
    String type = ArchiveJson.text(descriptor, "mediaType", name);
    if (INDEX_TYPES.contains(type) || document.has("manifests")) {
      return choose(document, blob(digits), reference, depth + 1);
    }
    return manifest(document, blob(digits));
  }

  private SavedImage manifest(JsonNode manifest, String name) throws ArchiveException {
    String config = Sha256.digits(ArchiveJson.text(manifest.path("config"), "digest", name));
    List<String> layers = new ArrayList<>();
    for (JsonNode layer : ArchiveJson.list(manifest, "layers", name)) {
      layers.add(blob(Sha256.digits(ArchiveJson.text(layer, "digest", name))));
    }
    return SavedImage.of(config, tar.document(blob(config)), layers);
  }

  private static String blob(String digits) {
    return "blobs/sha256/" + digits;
  }
}
