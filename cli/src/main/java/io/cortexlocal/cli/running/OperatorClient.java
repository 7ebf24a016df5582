package io.cortexlocal.cli.running;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.http.PlainHttp;
import io.cortexlocal.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/**
 * Calls the operator of a running {@code up}, as Cortex's own CLI does. A call fails with {@link
 * OperatorRefusal} when the operator refuses, and with {@link NothingRunsException} when it does
 * not answer.
 */
public final class OperatorClient {

  /** What Cortex's CLI allows; images are built and brought within it. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final HttpClient client = PlainHttp.client().build();
  private final URI operator;
  private final String version;

  /**
   * @param version of Cortex, which the operator compares with its own
   */
  public OperatorClient(URI operator, String version) {
    this.operator = operator;
    this.version = version;
  }

  /** Returns a client of a running {@code up}. */
  public static OperatorClient of(RunningUp running) {
    return new OperatorClient(running.operator(), running.cortexVersion());
  }

  /**
   * Deploys a file, and does not wait for its APIs.
   *
   * @param name the last part of the file's name
   * @param force whether APIs are taken that are being updated
   * @return an array with one result for each API
   */
  public JsonNode deploy(String name, byte[] content, boolean force) {
    String boundary = "cortex-local-" + UUID.randomUUID();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        "--%s\r\nContent-Disposition: form-data; name=\"config\"; filename=\"config\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            .formatted(boundary)
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(content);
    body.writeBytes("\r\n--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.UTF_8));
    return call(
        request("/deploy?force=" + force + "&configFileName=" + PlainHttp.encoded(name))
            .header("Content-Type", "multipart/form-data; boundary=" + boundary),
        "POST",
        BodyPublishers.ofByteArray(body.toByteArray()));
  }

  /**
   * Has every replica of an API replaced.
   *
   * @return what is done, in Cortex's words
   */
  public String refresh(String api, boolean force) {
    return call(
            request("/refresh/" + PlainHttp.encoded(api) + "?force=" + force),
            "POST",
            BodyPublishers.noBody())
        .path("message")
        .asText();
  }

  /**
   * Deletes an API.
   *
   * @return what is done, in Cortex's words
   */
  public String delete(String api, boolean keepCache) {
    return call(
            request("/delete/" + PlainHttp.encoded(api) + "?keepCache=" + keepCache),
            "DELETE",
            BodyPublishers.noBody())
        .path("message")
        .asText();
  }

  /** Returns the APIs, an array. */
  public JsonNode list() {
    return get("/get");
  }

  /** Returns an API with its specification. */
  public JsonNode api(String api) {
    return get("/get/" + PlainHttp.encoded(api)).path(0);
  }

  /** Returns an API with the states of its replicas. */
  public JsonNode describe(String api) {
    return get("/describe/" + PlainHttp.encoded(api)).path(0);
  }

  private JsonNode get(String path) {
    return call(request(path), "GET", BodyPublishers.noBody());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(operator + path))
        .timeout(TIMEOUT)
        .header("CortexAPIVersion", version)
        .header("X-Cortex-Authorization", "none");
  }

  private JsonNode call(HttpRequest.Builder request, String method, BodyPublisher body) {
    try {
      HttpResponse<String> response =
          client.send(request.method(method, body).build(), BodyHandlers.ofString());
      JsonNode answer =
          Json.read(response.body())
              .orElseThrow(
                  () -> notAnswering("it said %d with no JSON".formatted(response.statusCode())));
      if (response.statusCode() != 200) {
        throw new OperatorRefusal(answer.path("message").asText(response.body()));
      }
      return answer;
    } catch (IOException e) {
      throw notAnswering(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notAnswering("interrupted");
    }
  }

  private NothingRunsException notAnswering(String reason) {
    return new NothingRunsException(
        "the operator at %s does not answer: %s".formatted(operator, reason));
  }
}
