package io.cortexlocal.cli.running;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cli.cluster.PodLog;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.http.PlainHttp;
import io.cortexlocal.json.Json;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what the replicas of an API wrote, or a container of any running embedded cluster. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = {
      "Print what the containers of an API of this folder's up wrote, all replicas together.",
      "",
      "The name may be that of a replica's pod, and then only what that one wrote is printed.",
      "",
      "Where no up runs in this folder, or with --cluster or --namespace, it is the name of any",
      "pod of an embedded cluster, and what one of its containers wrote is printed."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It was printed.",
      "1:There is no such API, pod or container, or no cluster runs.",
      "2:Wrong usage."
    })
public final class LogsCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  @Parameters(index = "0", paramLabel = "API", description = "Its name; or that of a pod.")
  private String name;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is written, replicas that come later included.")
  private boolean follow;

  @Option(names = "--tail", paramLabel = "N", description = "Only the last N lines of each.")
  private int tail = Integer.MAX_VALUE;

  @Option(
      names = "--replica",
      paramLabel = "R",
      description = "Only of this one: its pod's name, or how that ends.")
  private String replica = "";

  @Option(
      names = {"-c", "--container"},
      paramLabel = "CONTAINER",
      description = "Only of this one. Default: all but the sidecar, or a pod's first one.")
  private String container = "";

  @Option(names = "--proxy", description = "The sidecar's lines too.")
  private boolean proxy;

  @Option(
      names = {"-p", "--previous"},
      description = "The run before the container's last restart.")
  private boolean previous;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of: ${COMPLETION-CANDIDATES}; JSON is an object for each line.")
  private TextOrJson format = TextOrJson.TEXT;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Of a pod. Default: default.")
  private Optional<String> namespace = Optional.empty();

  @Option(
      names = "--cluster",
      paramLabel = "PID",
      description = "Of a pod: which cluster, when several are running.")
  private Optional<Long> cluster = Optional.empty();

  private final Streams streams;

  /**
   * Creates the command.
   *
   * @param streams where to write
   */
  public LogsCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    if (tail < 0) {
      throw new UsageException("--tail: expected a number from 0 on, but it is " + tail);
    }
    if (previous && follow) {
      throw new UsageException("-p and -f exclude each other: a run that ended writes no more");
    }
    Optional<RunningUp> running =
        cluster.isPresent() || namespace.isPresent()
            ? Optional.empty()
            : RunningUps.find(UpFolder.current(streams.environment()));
    return running.map(this::ofApi).orElseGet(this::ofPod);
  }

  private int ofPod() {
    if (proxy || !replica.isEmpty()) {
      throw new UsageException(
          """
          %s is for the name of an API whose up runs in this folder; here %s is taken for a pod's
          Try: %s"""
              .formatted(
                  proxy ? "--proxy" : "--replica",
                  name,
                  proxy ? "-c proxy" : "the name of the replica's pod"));
    }
    PodLog.Form form =
        format == TextOrJson.JSON
            ? (pod, from, line) ->
                Json.line(Json.object("replica", pod, "container", from, "line", line))
            : (pod, from, line) -> line;
    return new PodLog(namespace.orElse("default"), name, container, previous, follow, tail, form)
        .print(streams, cluster);
  }

  private int ofApi(RunningUp running) {
    LogPrefixes prefixes =
        new LogPrefixes(streams.terminal() && !streams.environment().containsKey("NO_COLOR"));
    String query =
        "logs?follow=%s&tail=%d&replica=%s&container=%s&proxy=%s&previous=%s"
            .formatted(
                follow,
                tail,
                PlainHttp.encoded(replica),
                PlainHttp.encoded(container),
                proxy,
                previous);
    try {
      UpClient.of(running).lines(ApiPath.of(name, query), line -> print(prefixes, line));
      return 0;
    } catch (NothingRunsException | UpRefusal e) {
      streams.err().println("cortex-local: " + e.getMessage());
      return FAILED;
    }
  }

  private void print(LogPrefixes prefixes, JsonNode line) {
    streams
        .out()
        .println(
            format == TextOrJson.JSON
                ? Json.line(line)
                : "%s %s"
                    .formatted(
                        prefixes.of(line.path("replica").asText(), line.path("container").asText()),
                        line.path("line").asText()));
    if (follow) {
      streams.check();
    }
  }
}
