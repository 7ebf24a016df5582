package io.cortexlocal.cluster.k3s;

import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets images from where they are onto the node. */
final class ImageLoader {

  private static final Logger LOG = LoggerFactory.getLogger(ImageLoader.class);

  private static final String BUILD_REPOSITORY = "cortex-local/build";

  private final DockerEngine engine;
  private final ImageStore store;
  private final ClusterSettings settings;
  private final Path scratch;
  private final Map<String, String> loaded = new LinkedHashMap<>();

  ImageLoader(DockerEngine engine, ImageStore store, ClusterSettings settings, Path scratch) {
    this.engine = engine;
    this.store = store;
    this.settings = settings;
    this.scratch = scratch;
  }

  /** One at a time: two tests that need the same image must not both transfer it. */
  synchronized void load(Collection<String> images, LocalImages local) {
    refuseCommands(images, local);
    Map<String, String> engineNames = new LinkedHashMap<>();
    for (String image : images) {
      ImageSource source = local.source(image).map(ImageSource::preferringImage).orElse(null);
      ImageException.concerning(image, () -> engineName(image, source))
          .ifPresent(name -> engineNames.put(image, name));
    }
    transfer(engineNames);
  }

  /** Returns what the engine calls an image; empty when it came from an archive. */
  private Optional<String> engineName(String image, @Nullable ImageSource source) {
    if (source instanceof ImageSource.Archive archive) {
      store.importArchive(archive.file(), image);
      return Optional.empty();
    }
    if (source instanceof ImageSource.Build build) {
      return Optional.of(built(image, build));
    }
    requireLocal(engine, image, settings.neverPull());
    return Optional.of(image);
  }

  /** What runs a command of this machine has nothing that could be brought to the node. */
  static void refuseCommands(Collection<String> images, LocalImages local) {
    for (String image : images) {
      if (local.source(image).map(ImageSource::preferringImage).orElse(null)
          instanceof ImageSource.Run) {
        throw new ImageException(
                """
            image %s is declared with run:, which only the backend embedded has.
            Try: build: or archive: in cortex-local.yaml."""
                    .formatted(image))
            .of(image);
      }
    }
  }

  private String built(String image, ImageSource.Build build) {
    LOG.info("building image {} from {}", image, build.directory());
    String tag =
        BUILD_REPOSITORY
            + ":"
            + UUID.nameUUIDFromBytes((image + build.directory()).getBytes(StandardCharsets.UTF_8));
    engine.build(tag, build.directory(), settings.buildArguments());
    return tag;
  }

  private void transfer(Map<String, String> engineNames) {
    Map<String, String> missing = new LinkedHashMap<>();
    engineNames.forEach(
        (image, engineName) -> {
          String id = ImageException.concerning(image, () -> engine.requiredId(engineName));
          if (!id.equals(loaded.get(image))) {
            missing.put(image, id);
          }
        });
    if (missing.isEmpty()) {
      return;
    }
    LOG.info("loading images {}", missing.keySet());
    SavedImages.save(engine, missing, scratch.resolve("images-" + UUID.randomUUID() + ".tar"))
        .importInto(store);
    loaded.putAll(missing);
  }

  /** Makes sure that the engine has a user's image, pulling it when that is allowed. */
  static void requireLocal(DockerEngine engine, String image, boolean neverPull) {
    require(
        engine,
        image,
        neverPull,
        "docker pull %s, or say in cortex-local.yaml how it is built.".formatted(image));
  }

  /** Makes sure that the engine has all images that a cluster needs, before anything starts. */
  static void requireOwn(
      DockerEngine engine, K3sSettings settings, Map<String, String> environment) {
    for (OwnImage own : OwnImage.needed(settings, environment)) {
      require(engine, own.image(), settings.cluster().neverPull(), own.hint());
    }
  }

  private static void require(DockerEngine engine, String image, boolean neverPull, String hint) {
    if (engine.hasImage(image)) {
      return;
    }
    if (neverPull) {
      throw new ImageException(
          "image %s is not in the Docker engine, and %s is set.\nTry: %s"
              .formatted(image, ClusterSettings.NEVER_PULL.name(), hint));
    }
    LOG.info("pulling image {}", image);
    engine.pull(image, hint);
  }
}
