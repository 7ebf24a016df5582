package io.cortexlocal.operator.http;

import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.operator.DeployResult;
import io.cortexlocal.operator.Operator;
import io.cortexlocal.operator.Submission;
import io.cortexlocal.workload.WorkloadSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An operator on a cluster in memory, served as clients meet it, and a client of it. */
final class ServedOperator implements AutoCloseable {

  /** What a client says of itself on each guarded route. */
  static final Map<String, String> CLIENT =
      Map.of("CortexAPIVersion", "0.42.1", "X-Cortex-Authorization", "anything");

  /** An image that is nowhere. */
  static final String MISSING_IMAGE = "example/missing:1";

  private static final WorkloadSettings SETTINGS =
      new WorkloadSettings(
          "0.42.1", "example/envoy:1", "IfNotPresent", false, Optional.empty(), Optional.empty());

  private static final Pattern CONTENT_TYPE = Pattern.compile("(?m)^Content-Type: ([^\\r]*)");

  private final InMemoryCluster cluster = InMemoryCluster.start();
  private final Operator operator =
      new Operator(cluster.kubernetes(), Clock.systemUTC(), new SplittableRandom(1));
  private final OperatorServer server =
      OperatorServer.start(
          cluster.kubernetes(),
          operator,
          this::deploy,
          List::of,
          "0.42.1",
          endpoint -> "http://gateway" + endpoint,
          0);
  private final HttpClient client = HttpClient.newHttpClient();

  private List<DeployResult> deploy(CortexConfig config, boolean force) {
    for (ApiConfig api : config.apis()) {
      if (api instanceof RealtimeApiConfig realtime
          && realtime.pod().containers().stream()
              .anyMatch(container -> container.image().equals(MISSING_IMAGE))) {
        throw new ImageException("it is not where example/hello:1 is").of(MISSING_IMAGE);
      }
    }
    return operator.deploy(Submission.of(config, LocalImages.none()), SETTINGS, force);
  }

  InMemoryCluster cluster() {
    return cluster;
  }

  URI address() {
    return server.address();
  }

  /** Returns how many connections clients have, this one's own among them. */
  int connections() {
    return server.connections();
  }

  /** Waits until each replica of an API runs and is Ready. */
  void awaitReady(String api) {
    cluster.makeWhatPodsMount();
    cluster.await(api + " is Ready", () -> cluster.hasReady("api-" + api, 1));
  }

  String pod(String api) {
    return cluster.pods(Map.of("apiName", api)).get(0).getMetadata().getName();
  }

  Reply get(String path) {
    return send("GET", path, CLIENT);
  }

  Reply deploy(String yaml) {
    return deploy(yaml, "?configFileName=cortex.yaml");
  }

  Reply deploy(String yaml, String query) {
    return form(query, "form-data; name=\"config\"; filename=\"config\"", yaml);
  }

  /** Hands in a form of one part. */
  Reply form(String query, String disposition, String content) {
    return upload(
        query,
        "multipart/form-data; boundary=border",
        """
        --border\r
        Content-Disposition: %s\r
        Content-Type: application/octet-stream\r
        \r
        %s\r
        --border--\r
        """
            .formatted(disposition, content));
  }

  Reply upload(String query, String type, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(server.address() + "/deploy" + query))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body)),
        CLIENT);
  }

  Reply send(String method, String path, Map<String, String> headers) {
    return send(
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .method(method, BodyPublishers.noBody()),
        headers);
  }

  private Reply send(HttpRequest.Builder request, Map<String, String> headers) {
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          client.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
      return new Reply(
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse(""),
          response.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Sends bytes as they are, and returns what comes until the connection is closed. */
  Reply raw(String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address().getPort())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      Matcher type = CONTENT_TYPE.matcher(answer.substring(0, end));
      return new Reply(
          Integer.parseInt(answer.substring(9, 12)),
          type.find() ? type.group(1) : "",
          answer.substring(end + 4));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Follows the log of an API. */
  Messages stream(String api) {
    Messages messages = new Messages();
    WebSocket.Builder builder = client.newWebSocketBuilder();
    CLIENT.forEach(builder::header);
    URI address = URI.create("ws" + server.address().toString().substring("http".length()));
    try {
      builder.buildAsync(address.resolve("/streamlogs/" + api), messages).get(20, TimeUnit.SECONDS);
      return messages;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.close();
    cluster.close();
  }
}
