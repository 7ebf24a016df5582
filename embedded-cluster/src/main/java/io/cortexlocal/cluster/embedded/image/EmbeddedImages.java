package io.cortexlocal.cluster.embedded.image;

import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.reference.ImageReference;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images of an embedded node. An image is what {@code cortex-local.yaml} says, with {@code
 * run:} first; else what was registered; else what a Docker engine has, where one answers; else
 * what was pulled before; else it is pulled.
 */
public final class EmbeddedImages implements ContainerImage.Store {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedImages.class);

  private static final String BUILD_REPOSITORY = "cortex-local/build";

  private final ImageSettings settings;
  private final Map<String, ContainerImage> registered = new ConcurrentHashMap<>();
  private final Map<String, ContainerImage> loaded = new ConcurrentHashMap<>();
  private final Object loading = new Object();

  public EmbeddedImages(ImageSettings settings) {
    this.settings = settings;
  }

  /** Adds an image that is needed as it is, in place of one that was loaded under that name. */
  public void register(String name, ContainerImage image) {
    String canonical = ImageReference.canonical(name);
    registered.put(canonical, image);
    loaded.remove(canonical);
  }

  @Override
  public Optional<ContainerImage> find(String reference) {
    String canonical = ImageReference.canonical(reference);
    return Optional.ofNullable(loaded.get(canonical))
        .or(() -> Optional.ofNullable(registered.get(canonical)));
  }

  /**
   * Makes images ready to be run; all of them, or none.
   *
   * @throws ImageException naming the image that cannot be had, why, and what to try
   */
  public void load(Collection<String> images, LocalImages local) {
    synchronized (loading) {
      Map<String, ContainerImage> ready = new LinkedHashMap<>();
      Loading run = new Loading();
      for (String image : images) {
        String canonical = ImageReference.canonical(image);
        Optional<ImageSource> source = local.source(image).map(ImageSource::preferringRun);
        if (source.isPresent() || !registered.containsKey(canonical)) {
          ready.put(canonical, ImageException.concerning(image, () -> run.image(image, source)));
        }
      }
      loaded.putAll(ready);
    }
  }

  /**
   * Makes sure that images can be had, as far as that can be told without building or pulling one.
   *
   * @throws ImageException naming the image that cannot be had, why, and what to try
   */
  public void require(Collection<String> images, LocalImages local) {
    Loading run = new Loading();
    for (String image : images) {
      Optional<ImageSource> source = local.source(image).map(ImageSource::preferringRun);
      if (source.isEmpty() ? settings.neverPull() : source.get() instanceof ImageSource.Run) {
        run.image(image, source);
      } else if (source.isPresent() && source.get() instanceof ImageSource.Build build) {
        run.requireEngine(image, build);
      }
    }
  }

  /** One load, in which the cache is opened once, when it is needed. */
  private final class Loading {

    private ImageCache cache;

    ContainerImage image(String image, Optional<ImageSource> source) {
      if (source.isPresent() && source.get() instanceof ImageSource.Run run) {
        return new HostCommand(settings.environment()).image(image, run);
      }
      try {
        if (source.isPresent() && source.get() instanceof ImageSource.Archive archive) {
          return archived(image, archive);
        }
        if (source.isPresent() && source.get() instanceof ImageSource.Build build) {
          return built(image, build);
        }
        return found(image);
      } catch (IOException e) {
        throw notUnpacked(image, e);
      }
    }

    private ImageCache cache() throws IOException {
      if (cache == null) {
        cache = ImageCache.open(settings.cache(), InstantSource.system());
      }
      return cache;
    }

    private ContainerImage archived(String image, ImageSource.Archive archive) throws IOException {
      try {
        return new ImageArchive(cache()).load(archive.file(), image).image();
      } catch (ArchiveException e) {
        throw new ImageException(
            """
            image %s cannot be had from the archive %s: %s
            Try: docker save %s -o %s"""
                .formatted(image, archive.file(), e.getMessage(), image, archive.file()),
            e);
      }
    }

    void requireEngine(String image, ImageSource.Build build) {
      try (Scratch scratch = cache().scratch()) {
        if (docker(scratch).isEmpty()) {
          throw noEngine(image, build);
        }
      } catch (IOException e) {
        throw notUnpacked(image, e);
      }
    }

    private ContainerImage built(String image, ImageSource.Build build) throws IOException {
      try (Scratch scratch = cache().scratch()) {
        DockerCli docker = docker(scratch).orElseThrow(() -> noEngine(image, build));
        LOG.info("building image {} from {}", image, build.directory());
        String tag =
            BUILD_REPOSITORY
                + ":"
                + UUID.nameUUIDFromBytes(
                    (image + build.directory()).getBytes(StandardCharsets.UTF_8));
        docker.build(tag, build.directory(), settings.buildArguments());
        String id =
            docker
                .imageId(tag)
                .orElseThrow(() -> new DockerCli.DockerException("%s is not there".formatted(tag)));
        return ofEngine(docker, tag, id, scratch);
      } catch (DockerCli.DockerException e) {
        throw new ImageException(
            """
            the image of %s cannot be built: %s
            Try: docker build %s"""
                .formatted(build.directory(), e.getMessage(), build.directory()),
            e);
      } catch (ArchiveException e) {
        throw savedWrongly(image, e);
      }
    }

    private ContainerImage found(String image) throws IOException {
      String canonical = ImageReference.canonical(image);
      try (Scratch scratch = cache().scratch()) {
        Optional<DockerCli> docker = docker(scratch);
        if (docker.isPresent()) {
          Optional<String> id = docker.get().imageId(image);
          if (id.isPresent()) {
            return ofEngine(docker.get(), image, id.get(), scratch);
          }
        }
        Optional<ContainerImage> pulled = noted("pulled " + canonical);
        return pulled.isPresent() ? pulled.get() : pulled(image, canonical, scratch);
      } catch (DockerCli.DockerException e) {
        throw new ImageException(
            """
            image %s cannot be had from the Docker engine: %s
            Try: docker save %s -o image.tar, and archive: image.tar in cortex-local.yaml."""
                .formatted(image, e.getMessage(), image),
            e);
      } catch (ArchiveException e) {
        throw savedWrongly(image, e);
      }
    }

    private Optional<DockerCli> docker(Scratch scratch) throws IOException {
      return DockerCli.find(settings.environment().getOrDefault("PATH", ""), scratch.directory());
    }

    private ContainerImage ofEngine(DockerCli docker, String name, String id, Scratch scratch)
        throws IOException, ArchiveException, DockerCli.DockerException {
      Optional<ContainerImage> known = noted("engine " + id);
      if (known.isPresent()) {
        return known.get();
      }
      Path tar = scratch.directory().resolve("saved.tar");
      docker.save(name, tar);
      ImageArchive.Loaded saved = new ImageArchive(cache()).load(tar, name);
      cache().note("engine " + id, saved.id());
      return saved.image();
    }

    private Optional<ContainerImage> noted(String name) throws IOException, ArchiveException {
      Optional<String> id = cache().noted(name);
      Optional<ImageCache.Entry> entry = id.isPresent() ? cache().find(id.get()) : Optional.empty();
      return entry.isPresent() ? Optional.of(ImageArchive.image(entry.get())) : Optional.empty();
    }

    private ContainerImage pulled(String image, String canonical, Scratch scratch)
        throws IOException, ArchiveException {
      if (settings.neverPull()) {
        throw new ImageException(
            """
            image %s is not on this machine, and %s is set.
            Try: docker pull %s, or say in cortex-local.yaml how it is had: run: or archive:."""
                .formatted(image, ClusterSettings.NEVER_PULL, image));
      }
      LOG.info("pulling image {}", image);
      Path tar = scratch.directory().resolve("pulled.tar");
      try {
        RegistryPull.pull(canonical, tar, scratch.directory());
      } catch (RegistryPull.PullException e) {
        throw new ImageException(
            """
            image %s is not on this machine and cannot be pulled: %s
            Try: docker pull %s, or say in cortex-local.yaml how it is had: run: or archive:."""
                .formatted(image, e.getMessage(), image),
            e);
      }
      ImageArchive.Loaded fetched = new ImageArchive(cache()).load(tar, image);
      cache().note("pulled " + canonical, fetched.id());
      return fetched.image();
    }
  }

  private ImageException notUnpacked(String image, IOException e) {
    return new ImageException(
        """
        image %s cannot be unpacked into %s: %s
        Try: %s"""
            .formatted(image, settings.cache(), reason(e), CacheHint.of(e)),
        e);
  }

  private static ImageException noEngine(String image, ImageSource.Build build) {
    return new ImageException(
        """
        image %s is declared with build:, and the backend embedded builds no \
        images where no Docker engine answers.
        Try: run: or archive: in cortex-local.yaml (docker build -t %s %s, then \
        docker save %s -o image.tar), or the backend k3s."""
            .formatted(image, image, build.directory(), image));
  }

  private static ImageException savedWrongly(String image, ArchiveException e) {
    return new ImageException(
        """
        image %s cannot be run: %s
        Try: docker pull %s, or say in cortex-local.yaml how it is had: run: or archive:."""
            .formatted(image, e.getMessage(), image),
        e);
  }

  private static String reason(IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return "interrupted";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
