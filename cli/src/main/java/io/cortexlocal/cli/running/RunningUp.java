package io.cortexlocal.cli.running;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.json.Json;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An {@code up} as it has said where it is to be found.
 *
 * @param folder in which it was started, absolute
 * @param process that runs it
 * @param backend of its cluster
 * @param operator where its operator answers
 * @param gateway where its APIs answer
 * @param kubeconfig with which kubectl reaches its cluster; empty where there is none
 * @param cortexVersion that its operator demands of clients
 * @param log what it says, where it goes on in the background
 * @param control where it answers what the operator has no route for
 */
public record RunningUp(
    Path folder,
    ProcessMark process,
    String backend,
    URI operator,
    URI gateway,
    Optional<Path> kubeconfig,
    String cortexVersion,
    Optional<Path> log,
    UpAddress control) {

  String text() {
    return Json.write(
            Json.object(
                "folder",
                folder.toString(),
                "pid",
                process.pid(),
                "started",
                process.started(),
                "backend",
                backend,
                "operator",
                operator.toString(),
                "gateway",
                gateway.toString(),
                "kubeconfig",
                kubeconfig.map(Path::toString),
                "log",
                log.map(Path::toString),
                "control",
                control.uri().toString(),
                "control_token",
                control.token(),
                "cortex_version",
                cortexVersion))
        + "\n";
  }

  /** Returns what a text says; empty when it is none of these, or is cut off. */
  static Optional<RunningUp> parse(String text) {
    return Json.read(text).filter(node -> node.has("cortex_version")).map(RunningUp::of);
  }

  private static RunningUp of(JsonNode node) {
    return new RunningUp(
        Path.of(node.path("folder").asText()),
        new ProcessMark(node.path("pid").asLong(), node.path("started").asText()),
        node.path("backend").asText(),
        URI.create(node.path("operator").asText()),
        URI.create(node.path("gateway").asText()),
        Optional.ofNullable(node.path("kubeconfig").textValue()).map(Path::of),
        node.path("cortex_version").asText(),
        Optional.ofNullable(node.path("log").textValue()).map(Path::of),
        new UpAddress(
            URI.create(node.path("control").asText()), node.path("control_token").asText()));
  }
}
