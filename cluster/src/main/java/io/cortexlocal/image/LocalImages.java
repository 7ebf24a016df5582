package io.cortexlocal.image;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.reference.ImageReference;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * What {@code cortex-local.yaml} says of one {@code cortex.yaml} on this machine: how its images
 * are had, which variables its containers get beside those that stand there, and which ports of the
 * machine they reach.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class LocalImages {

  /** The name of the file that stands next to {@code cortex.yaml}. */
  public static final String FILE_NAME = "cortex-local.yaml";

  private final Map<String, ImageSource> sources;
  private final LocalEnvironments environments;
  private final Set<Integer> hostPorts;

  /**
   * Says how images are had.
   *
   * @param sources by the image's name, in any of its forms
   * @throws IllegalArgumentException when two names are of the same image
   */
  public LocalImages(Map<String, ImageSource> sources) {
    requireNonNull(sources, "sources");
    Map<String, ImageSource> canonical = new HashMap<>();
    sources.forEach((image, source) -> canonical.put(ImageReference.canonical(image), source));
    if (canonical.size() < sources.size()) {
      throw new IllegalArgumentException("two names of the same image in " + sources.keySet());
    }
    this.sources = Map.copyOf(canonical);
    this.environments = LocalEnvironments.NONE;
    this.hostPorts = Set.of();
  }

  private LocalImages(
      Map<String, ImageSource> canonical, LocalEnvironments environments, Set<Integer> hostPorts) {
    this.sources = Map.copyOf(canonical);
    this.environments = environments;
    this.hostPorts = Set.copyOf(hostPorts);
  }

  LocalImages withSources(Map<String, ImageSource> canonical) {
    return new LocalImages(canonical, environments, hostPorts);
  }

  LocalImages withEnvironments(LocalEnvironments other) {
    return new LocalImages(sources, other, hostPorts);
  }

  /** Returns the same, with the variables of an API in place of those that it had. */
  public LocalImages withEnvironment(String api, LocalEnvironment environment) {
    requireNonNull(api, "api");
    requireNonNull(environment, "environment");
    return withEnvironments(
        environments.with(new LocalEnvironments(Map.of(api, environment), Set.of())));
  }

  /**
   * Returns the same, with these ports in place of those that it had.
   *
   * @param ports of this machine's loopback, 1 to 65535, that containers reach at {@code
   *     host.cortex.local}
   */
  public LocalImages withHostPorts(Set<Integer> ports) {
    return new LocalImages(sources, environments, requireNonNull(ports, "ports"));
  }

  /**
   * Returns the ports of this machine's loopback that containers reach at {@code
   * host.cortex.local}.
   */
  public Set<Integer> hostPorts() {
    return hostPorts;
  }

  /** Returns the variables that an API's containers get on this machine. */
  public LocalEnvironment environment(String api) {
    return environments.byApi().getOrDefault(requireNonNull(api, "api"), LocalEnvironment.none());
  }

  /** Returns the names of the APIs whose containers get variables. */
  @API(status = API.Status.INTERNAL)
  public Set<String> apis() {
    return environments.byApi().keySet();
  }

  /** Returns the files in which variables stand, absolute, also those that need not be there. */
  @API(status = API.Status.INTERNAL)
  public Set<Path> environmentFiles() {
    return environments.files();
  }

  /** Returns how each image is had, by the canonical form of its name. */
  public Map<String, ImageSource> sources() {
    return sources;
  }

  /** Returns no source at all: every image is looked for in the Docker engine, then pulled. */
  public static LocalImages none() {
    return new LocalImages(Map.of());
  }

  /**
   * Reads {@code cortex-local.yaml} next to a {@code cortex.yaml}, if it is there.
   *
   * @throws ImageException with file, line and column, when the file does not say what it should
   */
  public static LocalImages nextTo(Path cortexYaml) {
    requireNonNull(cortexYaml, "cortexYaml");
    Path directory = cortexYaml.toAbsolutePath().getParent();
    Path file = directory.resolve(FILE_NAME);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return none();
    }
    if (!Files.exists(file)) {
      throw new ImageException(file + ": cannot be read: it is a link to what is not there");
    }
    if (!Files.isRegularFile(file) && !Files.isDirectory(file)) {
      // To open a pipe that nobody writes to takes for good.
      throw new ImageException(file + ": cannot be read: it is not a file");
    }
    return LocalImagesFile.read(file);
  }

  /** Returns how an image is had, if anything is said about it. */
  public Optional<ImageSource> source(String image) {
    requireNonNull(image, "image");
    return Optional.ofNullable(sources.get(ImageReference.canonical(image)));
  }

  /**
   * Makes sure that the files are there of which images are made.
   *
   * @param images those that are asked about
   * @throws ImageException naming an image and what is missing
   */
  public void requireFiles(Collection<String> images) {
    requireNonNull(images, "images");
    for (String image : images) {
      source(image).map(ImageSource::preferringImage).ifPresent(it -> requireFiles(image, it));
    }
  }

  private static void requireFiles(String image, ImageSource source) {
    if (source instanceof ImageSource.Archive archive && !Files.isRegularFile(archive.file())) {
      throw new ImageException(
              "image %s: archive: there is no file %s\nTry: docker save %s -o %s"
                  .formatted(image, archive.file(), image, archive.file()))
          .of(image);
    }
    if (source instanceof ImageSource.Build build
        && !Files.isRegularFile(build.directory().resolve("Dockerfile"))) {
      throw new ImageException(
              "image %s: build: there is no Dockerfile in %s".formatted(image, build.directory()))
          .of(image);
    }
  }

  /**
   * Returns these and, where both know an image or an API, what {@code others} say of it; the ports
   * of both.
   */
  public LocalImages with(LocalImages others) {
    requireNonNull(others, "others");
    Map<String, ImageSource> all = new HashMap<>(sources);
    all.putAll(others.sources);
    Set<Integer> ports = new HashSet<>(hostPorts);
    ports.addAll(others.hostPorts);
    return new LocalImages(all, environments.with(others.environments), ports);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LocalImages images
        && sources.equals(images.sources)
        && environments.byApi().equals(images.environments.byApi())
        && hostPorts.equals(images.hostPorts);
  }

  @Override
  public int hashCode() {
    return Objects.hash(sources, environments.byApi(), hostPorts);
  }

  @Override
  public String toString() {
    return "LocalImages" + sources + environments.byApi() + hostPorts;
  }
}
