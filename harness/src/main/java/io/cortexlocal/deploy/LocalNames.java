package io.cortexlocal.deploy;

import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.ContainerConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.config.TrafficSplitterConfig;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.LocalEnvironment;
import io.cortexlocal.image.LocalImages;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether the APIs and containers that {@code cortex-local.yaml} names are there. */
public final class LocalNames {

  private LocalNames() {}

  /**
   * Makes sure that each API is in the {@code cortex.yaml} next to it, or in another of its folder,
   * and that it has the containers.
   *
   * @throws ImageException with file, line and column of the first that is not
   */
  public static void require(Path cortexYaml, CortexConfig config, LocalImages images) {
    Set<String> known = names(config);
    Set<String> unknown = new TreeSet<>(images.apis());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      unknown.removeAll(namesInFolderOf(cortexYaml));
    }
    if (!unknown.isEmpty()) {
      String name = unknown.iterator().next();
      throw new ImageException(
          "%sAPI %s is not in %s; it has: %s"
              .formatted(
                  place(images.environment(name).declaredAt()),
                  name,
                  cortexYaml,
                  String.join(", ", new TreeSet<>(known))));
    }
    requireContainers(config.apis(), images);
  }

  /**
   * Makes sure that APIs have the containers.
   *
   * @throws ImageException with file, line and column of the first that is not there
   */
  public static void requireContainers(List<? extends ApiConfig> apis, LocalImages images) {
    for (ApiConfig api : apis) {
      LocalEnvironment environment = images.environment(api.name());
      if (api instanceof RealtimeApiConfig realtime) {
        requireContainers(realtime, environment);
      } else if (api instanceof TrafficSplitterConfig && images.apis().contains(api.name())) {
        throw new ImageException(
            "%s%s is a TrafficSplitter, and has no containers"
                .formatted(place(environment.declaredAt()), api.name()));
      }
    }
  }

  private static void requireContainers(RealtimeApiConfig api, LocalEnvironment environment) {
    List<String> names = api.pod().containers().stream().map(ContainerConfig::name).toList();
    Map<String, Optional<String>> unknown = new TreeMap<>(environment.containers());
    unknown.keySet().removeAll(names);
    if (!unknown.isEmpty()) {
      String name = unknown.keySet().iterator().next();
      throw new ImageException(
          "%sAPI %s has no container %s; it has: %s"
              .formatted(place(unknown.get(name)), api.name(), name, String.join(", ", names)));
    }
  }

  private static String place(Optional<String> declaredAt) {
    return declaredAt.map(at -> at + ": ").orElse("");
  }

  private static Set<String> names(CortexConfig config) {
    return config.apis().stream().map(ApiConfig::name).collect(Collectors.toSet());
  }

  /** Two files of a folder share what is said next to them. */
  private static Set<String> namesInFolderOf(Path cortexYaml) {
    Set<String> names = new HashSet<>();
    Path folder = cortexYaml.toAbsolutePath().getParent();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{yaml,yml}")) {
      for (Path file : files) {
        if (Files.isRegularFile(file)
            && Files.isReadable(file)
            && CortexConfig.parse(file) instanceof ParseResult.Valid valid) {
          names.addAll(names(valid.config()));
        }
      }
    } catch (IOException e) {
      throw new ImageException("%s: cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
    return names;
  }
}
