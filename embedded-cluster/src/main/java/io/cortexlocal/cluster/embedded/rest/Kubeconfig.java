package io.cortexlocal.cluster.embedded.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How to reach the API of an embedded cluster, as a file for kubectl and others.
 *
 * @param server the API's address, without credentials
 * @param token that it asks for
 * @param gateway where the cluster's gateway is reached
 */
record Kubeconfig(URI server, AccessToken token, URI gateway, Instant startedAt) {

  /** The file's name among the node's files. */
  static final String FILE = "kubeconfig";

  /** The user's name, and the cluster's, and that of both. */
  static final String NAME = "cortex-local-embedded";

  private static final String EXTENSION = "cortex-local";

  /** Writes the file, which only this process's user may read. JSON is YAML, too. */
  void write(Path file) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, Json.write(tree()), StandardCharsets.UTF_8);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private Map<String, Object> tree() {
    Map<String, Object> facts =
        Json.object("gateway", gateway.toString(), "startedAt", startedAt.toString());
    return Json.object(
        "apiVersion",
        "v1",
        "kind",
        "Config",
        "clusters",
        List.of(
            Json.object(
                "name",
                NAME,
                "cluster",
                Json.object(
                    "server",
                    server + "/" + token.value(),
                    "extensions",
                    List.of(Json.object("name", EXTENSION, "extension", facts))))),
        "users",
        List.of(Json.object("name", NAME, "user", Json.object("token", token.value()))),
        "contexts",
        List.of(
            Json.object(
                "name",
                NAME,
                "context",
                Json.object("cluster", NAME, "user", NAME, "namespace", "default"))),
        "current-context",
        NAME);
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @throws IOException when it is none
   */
  static Kubeconfig read(Path file) throws IOException {
    JsonNode tree =
        Json.read(Files.readString(file))
            .orElseThrow(() -> new IOException(file + " is not the kubeconfig of a cluster"));
    JsonNode cluster = tree.path("clusters").path(0).path("cluster");
    JsonNode facts = cluster.path("extensions").path(0).path("extension");
    URI server = URI.create(cluster.path("server").asText());
    return new Kubeconfig(
        URI.create("http://%s:%d".formatted(server.getHost(), server.getPort())),
        new AccessToken(tree.path("users").path(0).path("user").path("token").asText()),
        URI.create(facts.path("gateway").asText()),
        Instant.parse(facts.path("startedAt").asText()));
  }
}
