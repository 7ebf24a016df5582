package io.cortexlocal.cluster.embedded.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Unpacks an image of an archive into the cache, or finds it there. */
final class ImageArchive {

  private static final Logger LOG = LoggerFactory.getLogger(ImageArchive.class);

  private static final int MOST_LAYERS = 1_000;

  private final ImageCache cache;

  ImageArchive(ImageCache cache) {
    this.cache = cache;
  }

  /** What an archive held: the image, and the id under which the cache has it. */
  record Loaded(String id, ContainerImage image) {}

  /**
   * Loads an image.
   *
   * @param reference which of the archive's images it is
   */
  Loaded load(Path file, String reference) throws IOException, ArchiveException {
    try (Scratch scratch = cache.scratch();
        ImageTar tar = ImageTar.open(file, scratch.directory())) {
      SavedImage saved = find(tar, reference);
      ImageConfig config = ImageConfig.parse(saved.configuration());
      requirePlatform(config.platform());
      ImageCache.Entry entry =
          cache.findOrUnpack(
              saved.id(),
              saved.configuration(),
              (root, owners) -> unpack(tar, saved, config, root, owners, reference));
      return new Loaded(saved.id(), config.image(entry.root()));
    }
  }

  private static SavedImage find(ImageTar tar, String reference) throws ArchiveException {
    if (tar.has(DockerArchive.MANIFEST)) {
      return DockerArchive.read(tar, reference);
    }
    if (tar.has(OciLayout.INDEX)) {
      return OciLayout.read(tar, reference, Platform.here());
    }
    throw new ArchiveException(
        "it has neither %s, as docker save writes it, nor %s, as an OCI layout has it"
            .formatted(DockerArchive.MANIFEST, OciLayout.INDEX));
  }

  private static void requirePlatform(Platform platform) throws ArchiveException {
    if (!platform.equals(Platform.here())) {
      throw new ArchiveException(
          "it is for %s, and this machine is %s".formatted(platform, Platform.here()));
    }
  }

  private static void unpack(
      ImageTar tar,
      SavedImage saved,
      ImageConfig config,
      Path root,
      boolean owners,
      String reference)
      throws IOException, ArchiveException {
    LOG.info("unpacking image {}", reference);
    List<String> layers = saved.layers();
    if (layers.size() > MOST_LAYERS) {
      throw new ArchiveException(
          "it has %d layers, but at most %d are unpacked".formatted(layers.size(), MOST_LAYERS));
    }
    if (layers.size() != config.diffIds().size()) {
      throw new ArchiveException(
          "it has %d layers, but its configuration has %d"
              .formatted(layers.size(), config.diffIds().size()));
    }
    RootWriter writer =
        new RootWriter(root, owners, FreeSpace.of(root.getParent()), FileNames.ofThisJava());
    LayerUnpacker unpacker = new LayerUnpacker(writer);
    for (int i = 0; i < layers.size(); i++) {
      String name = "layer %d of %d".formatted(i + 1, layers.size());
      try (LayerTar layer = new LayerTar(name, tar.open(layers.get(i)))) {
        unpacker.apply(layer);
        layer.verify(config.diffIds().get(i));
      }
    }
    writer.finish();
  }

  /** Returns an image that the cache has. */
  static ContainerImage image(ImageCache.Entry entry) throws IOException, ArchiveException {
    return ImageConfig.parse(entry.configuration()).image(entry.root());
  }
}
