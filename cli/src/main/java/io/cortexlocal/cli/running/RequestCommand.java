package io.cortexlocal.cli.running;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.http.PlainHttp;
import io.cortexlocal.json.Json;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import io.cortexlocal.traffic.GatewayClient;
import io.cortexlocal.traffic.TrafficException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a request to an API through the gateway, and tells what became of it on its way. */
@Command(
    name = "request",
    mixinStandardHelpOptions = true,
    description = {
      "Send a request to an API of this folder's up through the gateway. The bytes of its answer go",
      "to standard output as they are; what became of it (which replica, how long it was queued,",
      "whether it was refused) goes to standard error, as the sidecars tell it."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It was answered with a status below 400.",
      "1:Another status, no answer, no such API, or nothing runs here.",
      "2:Wrong usage."
    })
public final class RequestCommand extends RunningCommand {

  private static final int FIRST_ERROR = 400;

  @Parameters(index = "0", paramLabel = "API", description = "Its name.")
  private String api;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PATH",
      description = "Below the API's endpoint, with its query. Default: the endpoint itself.")
  private String path = "";

  @Option(
      names = {"-X", "--method"},
      paramLabel = "METHOD",
      description = "Default: GET, or POST where there is a body.")
  private String method = "";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME: VALUE",
      description = "Can be repeated.")
  private List<String> headers = List.of();

  @Option(
      names = {"-d", "--data"},
      paramLabel = "BODY",
      description = "A text, @FILE for a file's content, or @- for standard input.")
  private String data;

  @Option(
      names = {"-i", "--include"},
      description = "Print the answer's status and headers too.")
  private boolean include;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "For the answer. Default: ${DEFAULT-VALUE}.")
  private int seconds = 60;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private TextOrJson format = TextOrJson.TEXT;

  /**
   * Creates the command.
   *
   * @param streams where to write
   */
  public RequestCommand(Streams streams) {
    super(streams);
  }

  @Override
  protected int act(RunningUp running, OperatorClient operator) throws IOException {
    ApiRequest request = request();
    String endpoint = URI.create(operator.api(api).path("endpoint").asText()).getRawPath();
    ApiResponse response;
    try {
      response =
          new GatewayClient(running.gateway(), Duration.ofSeconds(seconds))
              .send(endpoint, request, answer -> {})
              .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TrafficException failure) {
        streams().err().println("cortex-local: " + failure.getMessage());
        return 1;
      }
      throw e;
    } catch (IllegalArgumentException e) {
      throw new UsageException("this cannot be sent: " + e.getMessage());
    }
    if (format == TextOrJson.TEXT) {
      print(response);
    }
    JsonNode found = found(running, response);
    if (format == TextOrJson.JSON) {
      streams().out().print(Json.write(json(response, found)));
    } else {
      streams().err().print(summary(response, found));
    }
    return response.status() < FIRST_ERROR ? 0 : 1;
  }

  /** Whoever sent a request has its answer, whatever becomes of the question about it. */
  private JsonNode found(RunningUp running, ApiResponse response) {
    try {
      return UpClient.of(running).get("/requests/" + PlainHttp.encoded(response.requestId()));
    } catch (UpRefusal | NothingRunsException e) {
      streams().err().println("cortex-local: what became of it is not known: " + e.getMessage());
      return MissingNode.getInstance();
    }
  }

  private ApiRequest request() throws IOException {
    if (seconds < 1) {
      throw new UsageException("--timeout: expected 1 or more seconds, but it is " + seconds);
    }
    String below =
        path.isEmpty() || path.startsWith("/") || path.startsWith("?") ? path : "/" + path;
    String verb = method.isEmpty() ? (data == null ? "GET" : "POST") : method;
    ApiRequest request;
    try {
      request = ApiRequest.of(verb.toUpperCase(Locale.ROOT), below);
      if (data != null) {
        request = request.withBody(body());
      }
      for (String header : headers) {
        int colon = header.indexOf(':');
        if (colon < 1) {
          throw new UsageException("-H: expected NAME: VALUE, but it is \"%s\"".formatted(header));
        }
        request =
            request.withHeader(header.substring(0, colon), header.substring(colon + 1).strip());
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
    return request;
  }

  private byte[] body() throws IOException {
    if (data.equals("@-")) {
      return streams().in().readAllBytes();
    }
    if (!data.startsWith("@")) {
      return data.getBytes(StandardCharsets.UTF_8);
    }
    Path file = Path.of(data.substring(1));
    if (!Files.isRegularFile(file)) {
      throw new UsageException("-d: there is no file " + file);
    }
    return Files.readAllBytes(file);
  }

  private void print(ApiResponse response) {
    PrintWriter out = streams().out();
    if (include) {
      out.printf("HTTP %d%n", response.status());
      response
          .headers()
          .map()
          .forEach((name, values) -> values.forEach(it -> out.printf("%s: %s%n", name, it)));
      out.println();
    }
    byte[] body = response.body();
    streams().write(body);
    if (streams().terminal() && body.length > 0 && body[body.length - 1] != '\n') {
      out.println();
    }
    out.flush();
  }

  /** Returns what became of a request, a line for each replica that saw it. */
  static String summary(ApiResponse response, JsonNode found) {
    String head =
        String.format(
            Locale.ROOT, "%d in %.3f s", response.status(), response.duration().toNanos() / 1e9);
    List<String> lines = new ArrayList<>();
    for (JsonNode replica : found.path("replicas")) {
      lines.add(
          replica.path("refused").asBoolean()
              ? "%s: refused, because all places in its queue were taken"
                  .formatted(replica.path("replica").asText())
              : replica.has("queued_ms")
                  ? String.format(
                      Locale.ROOT,
                      "%s: %d, queued %.1f ms, processed %.1f ms",
                      replica.path("replica").asText(),
                      replica.path("status").asInt(),
                      replica.path("queued_ms").asDouble(),
                      replica.path("processing_ms").asDouble())
                  : "%s: %d, and it did not reach the container"
                      .formatted(replica.path("replica").asText(), replica.path("status").asInt()));
    }
    if (lines.isEmpty()) {
      lines.add(
          found.has("answered_by_gateway")
              ? "the gateway answered it, and no replica saw it (%s)"
                  .formatted(found.at("/answered_by_gateway/details").asText())
              : "no replica and no gateway tells of it");
    }
    return head + "; " + String.join("\n  ", lines) + "\n";
  }

  private static Map<String, Object> json(ApiResponse response, JsonNode found) {
    Map<String, Object> headers = Json.object();
    response
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name, String.join(", ", values)));
    boolean isText =
        Arrays.equals(response.text().getBytes(StandardCharsets.UTF_8), response.body());
    Map<String, Object> json =
        Json.object(
            "url",
            response.uri().toString(),
            "method",
            response.method(),
            "request_id",
            response.requestId(),
            "status",
            response.status(),
            "duration_ms",
            response.duration().toNanos() / 1e6,
            "headers",
            headers,
            "body",
            isText ? Optional.of(response.text()) : Optional.empty(),
            "body_base64",
            isText
                ? Optional.empty()
                : Optional.of(Base64.getEncoder().encodeToString(response.body())));
    found.properties().forEach(entry -> json.put(entry.getKey(), entry.getValue()));
    return json;
  }
}
