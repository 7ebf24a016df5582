package io.cortexlocal.cli.up;

import io.cortexlocal.cli.watch.WatchedPath;
import io.cortexlocal.config.ContainerConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the files of an {@code up} and the images of their APIs come from.
 *
 * @param files that are deployed now
 * @param runsCommands whether the backend takes a command in place of an image
 */
record UpSources(UpFiles files, boolean runsCommands) {

  /** Returns all that a change of what is deployed can begin with. */
  Set<WatchedPath> all() {
    Set<WatchedPath> all = new LinkedHashSet<>(configuration());
    for (UpFile file : files.files()) {
      for (RealtimeApiConfig api : apis(file)) {
        images(api).forEach(image -> source(file, image).ifPresent(all::add));
      }
    }
    return all;
  }

  /** Returns the files that say what is deployed. */
  Set<WatchedPath> configuration() {
    Set<WatchedPath> all = new LinkedHashSet<>();
    for (UpFile file : files.files()) {
      Path path = absolute(file.path());
      all.add(new WatchedPath.File(path));
      all.add(new WatchedPath.File(path.resolveSibling(LocalImages.FILE_NAME)));
      file.images()
          .environmentFiles()
          .forEach(variables -> all.add(new WatchedPath.File(absolute(variables))));
    }
    return all;
  }

  /** Returns the APIs of a file of whose images one is made of a path that has changed. */
  List<RealtimeApiConfig> madeOf(UpFile file, Collection<WatchedPath> changed) {
    return apis(file).stream()
        .filter(
            api ->
                images(api)
                    .anyMatch(image -> source(file, image).filter(changed::contains).isPresent()))
        .toList();
  }

  /** Returns the APIs of a file of whose images one was had in another way before. */
  List<RealtimeApiConfig> hadOtherwise(UpFile file, UpFile before) {
    return apis(file).stream()
        .filter(
            api ->
                images(api).anyMatch(image -> !chosen(file, image).equals(chosen(before, image))))
        .toList();
  }

  /** Returns whether any image of an API has to be brought into the cluster once more. */
  boolean isLoaded(UpFile file, RealtimeApiConfig api) {
    return images(api)
        .anyMatch(image -> !(chosen(file, image).orElse(null) instanceof ImageSource.Run));
  }

  private static List<RealtimeApiConfig> apis(UpFile file) {
    return file.config().apis().stream()
        .filter(RealtimeApiConfig.class::isInstance)
        .map(RealtimeApiConfig.class::cast)
        .toList();
  }

  private static Stream<String> images(RealtimeApiConfig api) {
    return api.pod().containers().stream().map(ContainerConfig::image);
  }

  private Optional<ImageSource> chosen(UpFile file, String image) {
    return file.images()
        .source(image)
        .map(source -> runsCommands ? source.preferringRun() : source.preferringImage());
  }

  private Optional<WatchedPath> source(UpFile file, String image) {
    return chosen(file, image)
        .flatMap(
            source -> {
              if (source instanceof ImageSource.Run run) {
                return Optional.of(tree(run.directory()));
              }
              if (source instanceof ImageSource.Build build) {
                return Optional.of(tree(build.directory()));
              }
              return source instanceof ImageSource.Archive archive
                  ? Optional.of(new WatchedPath.File(absolute(archive.file())))
                  : Optional.empty();
            });
  }

  /** A directory may be the one that has the configuration in it. */
  private WatchedPath tree(Path directory) {
    Set<Path> others = new HashSet<>();
    configuration().forEach(file -> others.add(file.path()));
    return new WatchedPath.Tree(absolute(directory), others);
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
