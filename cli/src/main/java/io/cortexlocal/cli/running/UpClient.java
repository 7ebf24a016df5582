package io.cortexlocal.cli.running;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.http.PlainHttp;
import io.cortexlocal.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks a running {@code up} what its operator has no route for. A call fails with {@link UpRefusal}
 * when it refuses, and with {@link NothingRunsException} when it does not answer.
 */
public final class UpClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int OK = 200;

  private final HttpClient client = PlainHttp.client().build();
  private final UpAddress address;

  private UpClient(UpAddress address) {
    this.address = address;
  }

  /** Returns a client of a running {@code up}. */
  public static UpClient of(RunningUp running) {
    return new UpClient(running.control());
  }

  /**
   * Returns whether all of an API is there as it was deployed last, and the gateway knows of it.
   */
  public boolean serves(String api) {
    return get(ApiPath.of(api, "serves")).path("serves").asBoolean();
  }

  /**
   * Has what {@code cortex-local.yaml} next to a file says of images taken for the deployments that
   * follow.
   *
   * @param cortexYaml absolute
   */
  public void takeImages(Path cortexYaml) {
    post("/images", Json.object("file", cortexYaml.toString()), Duration.ZERO);
  }

  JsonNode get(String path) {
    return json(request(path).timeout(TIMEOUT).build());
  }

  /**
   * Has something done.
   *
   * @param longest that it may take, beside what the call takes
   */
  JsonNode post(String path, Map<String, Object> body, Duration longest) {
    return json(
        request(path)
            .timeout(TIMEOUT.plus(longest))
            .POST(BodyPublishers.ofString(Json.line(body)))
            .build());
  }

  /** Hands on objects as they come, until the answer ends. One with a message is a refusal. */
  void lines(String path, Consumer<JsonNode> lines) {
    HttpResponse<InputStream> response = send(request(path).build(), BodyHandlers.ofInputStream());
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (response.statusCode() != OK) {
          throw refused(line);
        }
        Optional<JsonNode> object = Json.read(line);
        if (object.isPresent() && object.get().has("message")) {
          throw refused(line);
        }
        object.ifPresent(lines);
      }
    } catch (IOException e) {
      throw notAnswering("it has ended");
    }
  }

  private JsonNode json(HttpRequest request) {
    HttpResponse<String> response = send(request, BodyHandlers.ofString());
    if (response.statusCode() != OK) {
      throw refused(response.body());
    }
    return Json.read(response.body()).orElseThrow(() -> notAnswering("it said no JSON"));
  }

  private static UpRefusal refused(String body) {
    return new UpRefusal(
        Json.read(body).map(answer -> answer.path("message").asText()).orElse(body));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address.uri() + path))
        .header("Authorization", "Bearer " + address.token());
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return client.send(request, handler);
    } catch (IOException e) {
      throw notAnswering(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notAnswering("interrupted");
    }
  }

  private NothingRunsException notAnswering(String reason) {
    return new NothingRunsException(
        "the up at %s does not answer: %s".formatted(address.uri(), reason));
  }
}
