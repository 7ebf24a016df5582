package io.cortexlocal.cli.cluster;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cluster.embedded.rest.ClusterApi;
import io.cortexlocal.http.PlainHttp;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what a container of a running embedded cluster wrote. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Print what a container of a running embedded cluster wrote.")
public final class LogsCommand extends ClusterCommand {

  @Parameters(index = "0", paramLabel = "POD", description = "The pod's name.")
  private String pod;

  @Option(
      names = {"-c", "--container"},
      paramLabel = "CONTAINER",
      description = "Default: the pod's first one.")
  private String container = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Default: default.")
  private String namespace = "default";

  @Option(
      names = {"-p", "--previous"},
      description = "The run before the container's last restart.")
  private boolean previous;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what it writes, until its pod is gone.")
  private boolean follow;

  @Option(names = "--tail", paramLabel = "N", description = "Only the last N lines.")
  private int tail = Integer.MAX_VALUE;

  /** Creates the command. */
  public LogsCommand(Streams streams) {
    super(streams);
  }

  @Override
  void read() {
    if (tail < 0) {
      throw new UsageException("--tail: expected a number from 0 on, but it is " + tail);
    }
    if (previous && follow) {
      throw new UsageException("-p and -f exclude each other: a run that ended writes no more");
    }
    String name = pod.startsWith("pod/") ? pod.substring("pod/".length()) : pod;
    ClusterApi api = cluster().api();
    String path =
        "/api/v1/namespaces/%s/pods/%s"
            .formatted(PlainHttp.encoded(namespace), PlainHttp.encoded(name));
    String chosen =
        container.isEmpty()
            ? api.get(path).path("spec").path("containers").path(0).path("name").asText()
            : container;
    api.lines(
        "%s/log?container=%s&tailLines=%d&previous=%s&follow=%s"
            .formatted(path, PlainHttp.encoded(chosen), tail, previous, follow),
        this::print);
  }

  private void print(String line) {
    streams().out().println(line);
    if (follow) {
      streams().check();
    }
  }
}
