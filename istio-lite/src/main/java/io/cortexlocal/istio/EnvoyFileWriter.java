package io.cortexlocal.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cortexlocal.istio.envoy.EnvoyAdmin;
import io.cortexlocal.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hands a gateway's configuration to its Envoy, in files.
 *
 * <p>Each file is replaced by an atomic rename, and only when its text changed. New clusters come
 * before the routes that need them and old ones go after the routes that needed them, each step
 * only when Envoy runs the one before, so that no request is lost. Not safe for use by several
 * threads.
 */
public final class EnvoyFileWriter {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final Pattern VERSION = Pattern.compile("\"version_info\" : \"([^\"]*)\"");

  private final Path directory;
  private final Optional<EnvoyAdmin> admin;
  private final Supplier<String> log;

  private EnvoyFileWriter(Path directory, Optional<EnvoyAdmin> admin, Supplier<String> log) {
    this.directory = directory;
    this.admin = admin;
    this.log = log;
  }

  /** A writer of the files that Envoy is then started with. */
  public static EnvoyFileWriter beforeStart(Path directory) {
    return new EnvoyFileWriter(directory, Optional.empty(), () -> "");
  }

  /**
   * A writer for an Envoy that runs.
   *
   * @param log Envoy's own log so far, for the reason when it refuses something
   */
  public static EnvoyFileWriter whileRunning(
      Path directory, EnvoyAdmin admin, Supplier<String> log) {
    return new EnvoyFileWriter(directory, Optional.of(admin), log);
  }

  /**
   * Writes what changed, and returns when Envoy runs it.
   *
   * @throws EnvoyRefusedException when Envoy refuses a file, with its reason; that file is then put
   *     back as it was
   */
  public void write(EnvoyFiles files) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Optional<String> oldClusters = current(EnvoyFiles.CDS);
    Optional<String> oldListeners = current(EnvoyFiles.LDS);
    replace(
        EnvoyFiles.CDS,
        oldClusters
            .filter(old -> !old.equals(files.cds()))
            .map(old -> withOldClusters(files.cds(), old))
            .orElse(files.cds()),
        Optional.of(ConfigSubscription.clusters()));
    List<String> unread = new ArrayList<>();
    for (Map.Entry<String, String> file : files.rds().entrySet()) {
      Optional<ConfigSubscription> subscription = routes(file.getKey(), oldListeners);
      if (subscription.isEmpty()) {
        unread.add(file.getKey());
      }
      replace(file.getKey(), file.getValue(), subscription);
    }
    replace(EnvoyFiles.LDS, files.lds(), Optional.of(ConfigSubscription.listeners()));
    for (String name : unread) {
      awaitFirst(files.rds().get(name), routes(name, Optional.of(files.lds())));
    }
    replace(EnvoyFiles.CDS, files.cds(), Optional.of(ConfigSubscription.clusters()));
    removeOthers(files.rds().keySet());
  }

  /**
   * Waits until an Envoy that has just started runs these files.
   *
   * @throws EnvoyRefusedException when it refused one of them, with its reason
   */
  public void awaitStarted(EnvoyFiles files) throws IOException, InterruptedException {
    awaitFirst(files.cds(), Optional.of(ConfigSubscription.clusters()));
    awaitFirst(files.lds(), Optional.of(ConfigSubscription.listeners()));
    for (Map.Entry<String, String> file : files.rds().entrySet()) {
      awaitFirst(file.getValue(), routes(file.getKey(), Optional.of(files.lds())));
    }
  }

  private void awaitFirst(String text, Optional<ConfigSubscription> subscription)
      throws IOException, InterruptedException {
    if (admin.isPresent() && subscription.isPresent()) {
      ConfigSubscription.Count none = new ConfigSubscription.Count("", 0, 0);
      subscription.get().await(admin.get(), version(text), none, 0, log, TIMEOUT);
    }
  }

  private Optional<String> current(String name) throws IOException {
    Path file = directory.resolve(name);
    return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
  }

  private void replace(String name, String text, Optional<ConfigSubscription> subscription)
      throws IOException, InterruptedException {
    Optional<String> before = current(name);
    if (before.filter(text::equals).isPresent()) {
      return;
    }
    if (admin.isEmpty() || subscription.isEmpty()) {
      rename(name, text);
      return;
    }
    ConfigSubscription.Count count = subscription.get().count(admin.get());
    int logBefore = log.get().length();
    rename(name, text);
    try {
      subscription.get().await(admin.get(), version(text), count, logBefore, log, TIMEOUT);
    } catch (EnvoyRefusedException e) {
      if (before.isPresent()) {
        rename(name, before.get());
      }
      throw e;
    }
  }

  private void rename(String name, String text) throws IOException {
    Path scratch = Files.createTempFile(directory, "." + name, ".new");
    try {
      Files.writeString(scratch, text);
      Files.move(scratch, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  private static String version(String text) {
    Matcher matcher = VERSION.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** Empty when no listener reads that file yet, for then nobody says whether it was taken. */
  private static Optional<ConfigSubscription> routes(String file, Optional<String> oldListeners) {
    return oldListeners
        .flatMap(Json::read)
        .flatMap(
            tree ->
                tree.findParents("rds").stream()
                    .filter(
                        manager ->
                            manager.path("rds").findValuesAsText("path").stream()
                                .anyMatch(path -> path.endsWith("/" + file)))
                    .findFirst())
        .map(
            manager ->
                ConfigSubscription.routes(
                    manager.path("stat_prefix").asText(),
                    manager.path("rds").path("route_config_name").asText()));
  }

  /** The new clusters and those of the old ones that have gone. */
  private static String withOldClusters(String newText, String oldText) {
    ObjectNode tree = (ObjectNode) Json.read(newText).orElseThrow();
    ArrayNode resources = (ArrayNode) tree.path("resources");
    Set<String> names = new HashSet<>();
    resources.forEach(resource -> names.add(resource.path("name").asText()));
    boolean gone = false;
    for (JsonNode resource : Json.read(oldText).orElseThrow().path("resources")) {
      if (!names.contains(resource.path("name").asText())) {
        resources.add(resource);
        gone = true;
      }
    }
    if (!gone) {
      return newText;
    }
    tree.put("version_info", tree.path("version_info").asText() + "-and-old");
    return Json.write(tree);
  }

  private void removeOthers(Set<String> names) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith("rds-") && name.endsWith(".json") && !names.contains(name)) {
          Files.delete(file);
        }
      }
    }
  }
}
