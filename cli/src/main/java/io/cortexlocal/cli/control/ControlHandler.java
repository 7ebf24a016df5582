package io.cortexlocal.cli.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.json.Json;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes, each an object of JSON; the lines of a log are an object each, as they come. */
final class ControlHandler implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);

  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;
  private static final int REFUSED = 409;
  private static final int FAILED = 500;
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_SECONDS = 24 * 60 * 60;

  /** How often a client that has left is noticed while nothing is written. */
  private static final long BEAT_MILLIS = 1_000;

  private final Kubernetes kubernetes;
  private final Explanations explanations;
  private final ImageFiles images;
  private final Replicas replicas;
  private final RequestSearch requests;
  private final byte[] authorization;

  ControlHandler(
      Kubernetes kubernetes, Explanations explanations, ImageFiles images, String token) {
    this.kubernetes = kubernetes;
    this.explanations = explanations;
    this.images = images;
    this.replicas = new Replicas(kubernetes);
    this.requests = new RequestSearch(kubernetes);
    this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String said =
          Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
      if (!MessageDigest.isEqual(said.getBytes(StandardCharsets.UTF_8), authorization)) {
        answer(exchange, UNAUTHORIZED, message("the token is wrong"));
        return;
      }
      answer(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange) throws IOException, InterruptedException {
    try {
      ControlQuery query = ControlQuery.of(exchange.getRequestURI());
      String route = exchange.getRequestMethod();
      if (route.equals("GET") && query.is("apis", "*", "logs")) {
        logs(exchange, query);
      } else if (route.equals("GET") && query.is("apis", "*", "describe")) {
        answer(exchange, OK, describe(query.parts().get(1)));
      } else if (route.equals("GET") && query.is("apis", "*", "serves")) {
        String api = query.parts().get(1);
        answer(exchange, OK, Json.object("serves", explanations.serves(api)));
      } else if (route.equals("POST") && query.is("images")) {
        images.add(Path.of(body(exchange).path("file").asText()));
        answer(exchange, OK, Json.object());
      } else if (route.equals("POST") && query.is("apis", "*", "scale")) {
        answer(exchange, OK, scale(query.parts().get(1), body(exchange)));
      } else if (route.equals("POST") && query.is("apis", "*", "exec")) {
        answer(exchange, OK, exec(query.parts().get(1), body(exchange)));
      } else if (route.equals("GET") && query.is("requests", "*")) {
        answer(exchange, OK, requests.find(query.parts().get(1)));
      } else {
        answer(
            exchange,
            NOT_FOUND,
            message("there is no %s %s".formatted(route, exchange.getRequestURI().getPath())));
      }
    } catch (ControlRefusal | ClusterException | ImageException e) {
      answer(exchange, REFUSED, message(e.getMessage()));
    } catch (RuntimeException e) {
      // Whoever asks would be told else that nobody answers.
      LOG.debug("a command failed", e);
      answer(exchange, FAILED, message(e.getMessage() == null ? e.toString() : e.getMessage()));
    }
  }

  private static Map<String, Object> message(String text) {
    return Json.object("message", text);
  }

  private static void answer(HttpExchange exchange, int status, Map<String, Object> body)
      throws IOException {
    byte[] bytes = (Json.line(body) + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES);
    return Json.read(new String(bytes, StandardCharsets.UTF_8))
        .orElseThrow(() -> new ControlRefusal("the request has no JSON"));
  }

  private Map<String, Object> describe(String api) {
    replicas.require(api);
    Explanation explanation =
        explanations
            .of(api)
            .orElseThrow(() -> new ControlRefusal(api + " is not deployed any more"));
    return Json.object(
        "api",
        api,
        "state",
        explanation.state(),
        "serving",
        explanation.serving(),
        "hopeless",
        explanation.hopeless(),
        "try",
        explanation.hint(),
        "replicas",
        Replicas.names(replicas.of(api)),
        "report",
        explanation.report());
  }

  private Map<String, Object> scale(String api, JsonNode body) {
    replicas.require(api);
    int wanted = body.path("replicas").asInt(-1);
    if (wanted < 0) {
      throw new ControlRefusal("the number of replicas is 0 or more");
    }
    Deployment deployment =
        kubernetes
            .get(ResourceType.DEPLOYMENT, Names.NAMESPACE, Names.object(api))
            .orElseThrow(() -> new ControlRefusal(api + " has no Deployment yet"));
    int before = deployment.getSpec().getReplicas();
    kubernetes.scale(Names.NAMESPACE, Names.object(api), wanted);
    Map<String, String> annotations = deployment.getMetadata().getAnnotations();
    return Json.object(
        "api",
        api,
        "from",
        before,
        "to",
        wanted,
        "min_replicas",
        number(annotations, Names.ANNOTATION_MIN_REPLICAS),
        "max_replicas",
        number(annotations, Names.ANNOTATION_MAX_REPLICAS));
  }

  private static Optional<Integer> number(Map<String, String> annotations, String name) {
    return Optional.ofNullable(annotations.get(name)).map(Integer::valueOf);
  }

  private Map<String, Object> exec(String api, JsonNode body) {
    Pod pod = replicas.one(api, text(body, "replica"));
    String name = pod.getMetadata().getName();
    String container = Replicas.container(pod, text(body, "container"));
    List<String> command = new ArrayList<>();
    body.path("command").forEach(word -> command.add(word.asText()));
    int seconds = Math.min(MOST_SECONDS, Math.max(1, body.path("seconds").asInt(1)));
    ExecResult result =
        kubernetes.exec(Names.NAMESPACE, name, container, Duration.ofSeconds(seconds), command);
    return Json.object(
        "replica",
        name,
        "container",
        container,
        "exit_code",
        result.exitCode().isPresent()
            ? Optional.of(result.exitCode().getAsInt())
            : Optional.empty(),
        "output",
        result.output(),
        "error",
        result.error());
  }

  private static Optional<String> text(JsonNode body, String name) {
    return Optional.ofNullable(body.path(name).textValue()).filter(text -> !text.isEmpty());
  }

  private void logs(HttpExchange exchange, ControlQuery query)
      throws IOException, InterruptedException {
    String named = query.parts().get(1);
    Optional<Pod> called = replicas.isDeployed(named) ? Optional.empty() : replicas.called(named);
    String api =
        called.map(pod -> pod.getMetadata().getLabels().get(Names.LABEL_API_NAME)).orElse(named);
    if (called.isPresent() && query.value("replica").isPresent()) {
      throw new ControlRefusal(
          "%s is one replica of %s already.\nTry: --replica with the API's name, or without it"
              .formatted(named, api));
    }
    LogSelection selection =
        new LogSelection(
            api,
            called.map(pod -> pod.getMetadata().getName()).or(() -> query.value("replica")),
            query.value("container"),
            query.flag("proxy"),
            query.flag("previous"),
            query.number("tail", Integer.MAX_VALUE));
    List<Pod> pods = replicas.of(api);
    if (selection.replica().isPresent() || selection.container().isPresent()) {
      Pod pod = replicas.one(api, selection.replica());
      Replicas.container(pod, selection.container());
    }
    List<LoggedLine> last =
        query.flag("follow") ? List.of() : ReplicaLines.last(kubernetes, selection, pods);
    exchange.getResponseHeaders().set("Content-Type", "application/jsonl");
    exchange.sendResponseHeaders(OK, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (LoggedLine line : last) {
        write(out, Json.line(line.json()));
      }
      if (query.flag("follow")) {
        try {
          follow(out, selection);
        } catch (RuntimeException e) {
          // The status has been sent; without this it would look as if the log were over.
          write(out, Json.line(message(e.getMessage() == null ? e.toString() : e.getMessage())));
        }
      }
    }
  }

  private void follow(OutputStream out, LogSelection selection)
      throws IOException, InterruptedException {
    try (ReplicaLines lines = ReplicaLines.follow(kubernetes, selection)) {
      while (true) {
        Optional<LoggedLine> line = lines.next(BEAT_MILLIS);
        if (line.isEmpty() && isOver(selection)) {
          return;
        }
        write(out, line.map(it -> Json.line(it.json())).orElse(""));
        out.flush();
      }
    }
  }

  private boolean isOver(LogSelection selection) {
    return !replicas.isDeployed(selection.api())
        || (selection.replica().isPresent()
            && replicas.of(selection.api()).stream().noneMatch(selection::has));
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
