package io.cortexlocal.cluster.embedded.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.http.PlainHttp;
import io.cortexlocal.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads the API of an embedded cluster that another process runs. A call fails with {@link
 * UnreadableClusterException}: with the cluster's message when it refuses, or when it has ended.
 */
public final class ClusterApi {

  private static final String JSON = "application/json";
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

  private final long process;
  private final Kubeconfig config;
  private final HttpClient client = PlainHttp.client().build();

  ClusterApi(long process, Kubeconfig config) {
    this.process = process;
    this.config = config;
  }

  /** Returns where the cluster's gateway is reached. */
  public URI gateway() {
    return config.gateway();
  }

  /** Returns when the cluster was started. */
  public Instant startedAt() {
    return config.startedAt();
  }

  /** Returns the kinds that it has. */
  public List<ApiResource> kinds() {
    List<String> versions = new ArrayList<>();
    get("/api").path("versions").forEach(version -> versions.add(version.asText()));
    for (JsonNode group : get("/apis").path("groups")) {
      group.path("versions").forEach(v -> versions.add(v.path("groupVersion").asText()));
    }
    List<ApiResource> kinds = new ArrayList<>();
    for (String version : versions) {
      for (JsonNode kind : get(OpenApi.path(version)).path("resources")) {
        if (isListed(kind)) {
          kinds.add(kind(version, kind));
        }
      }
    }
    return List.copyOf(kinds);
  }

  /** Parts of objects are not, nor what is only asked, such as reviews of access. */
  private static boolean isListed(JsonNode kind) {
    for (JsonNode verb : kind.path("verbs")) {
      if (verb.asText().equals("list")) {
        return true;
      }
    }
    return false;
  }

  private static ApiResource kind(String version, JsonNode kind) {
    List<String> others = new ArrayList<>(List.of(kind.path("singularName").asText()));
    kind.path("shortNames").forEach(name -> others.add(name.asText()));
    return new ApiResource(
        version, kind.path("name").asText(), others, kind.path("namespaced").asBoolean());
  }

  /** Returns what is at a path. */
  public JsonNode get(String path) {
    return json(path, JSON);
  }

  /** Returns what is at a path as a Table, as kubectl prints it. */
  public JsonNode table(String path) {
    return json(path, TABLE);
  }

  private JsonNode json(String path, String accept) {
    StringBuilder text = new StringBuilder();
    lines(path, accept, line -> text.append(line).append('\n'));
    return Json.read(text.toString())
        .orElseThrow(
            () ->
                new UnreadableClusterException(
                    "the answer of the cluster of process %d is cut off".formatted(process)));
  }

  /** Hands on the lines of what is at a path, as they come. */
  public void lines(String path, Consumer<String> lines) {
    lines(path, "*/*", lines);
  }

  private void lines(String path, String accept, Consumer<String> lines) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(config.server() + path))
            .header("Authorization", "Bearer " + config.token().value())
            .header("Accept", accept)
            .build();
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        if (response.statusCode() >= 300) {
          throw refused(reader);
        }
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          lines.accept(line);
        }
      }
    } catch (InterruptedException | InterruptedIOException e) {
      Thread.currentThread().interrupt();
      throw failed(e);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UnreadableClusterException failed(Exception e) {
    return new UnreadableClusterException(
        "the cluster of process %d does not answer: %s".formatted(process, e.getMessage()), e);
  }

  private static UnreadableClusterException refused(BufferedReader reader) throws IOException {
    StringBuilder body = new StringBuilder();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      body.append(line);
    }
    return new UnreadableClusterException(
        Json.read(body.toString())
            .map(status -> status.path("message").asText())
            .orElse("the cluster refused: " + body));
  }
}
