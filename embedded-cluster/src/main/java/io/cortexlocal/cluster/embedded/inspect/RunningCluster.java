package io.cortexlocal.cluster.embedded.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cluster.embedded.linux.LinuxNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An embedded cluster that another process of this user runs, seen through {@code /proc}.
 *
 * @param node the process id of the node's first process, which no two clusters share
 * @param process the process id of the JVM that runs the cluster
 * @param command that JVM's command line
 */
public record RunningCluster(long node, long process, String command) {

  private static final Path PROC = Path.of("/proc");
  private static final String RUN = "root/run/cortex-local";

  /** Returns the clusters that can be read, those that were started first at the front. */
  public static List<RunningCluster> find() {
    List<RunningCluster> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(PROC)) {
      for (Path entry : entries.toList()) {
        if (entry.getFileName().toString().matches("\\d+")) {
          inspect(Long.parseLong(entry.getFileName().toString())).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    found.sort(Comparator.comparingLong(RunningCluster::node));
    return List.copyOf(found);
  }

  private static Optional<RunningCluster> inspect(long pid) {
    List<String> arguments = arguments(pid);
    int count = arguments.size();
    if (count < 2
        || !arguments.get(count - 2).equals(LinuxNode.MARK)
        || !arguments.get(count - 1).matches("\\d{1,18}")
        || !Files.exists(socket(pid))) {
      return Optional.empty();
    }
    long process = Long.parseLong(arguments.get(count - 1));
    return Optional.of(new RunningCluster(pid, process, String.join(" ", arguments(process))));
  }

  /** A process may end at any time, which is no failure. */
  private static List<String> arguments(long pid) {
    try {
      String text =
          new String(
              Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("cmdline")),
              StandardCharsets.UTF_8);
      return List.of(text.split("\0"));
    } catch (IOException ended) {
      return List.of();
    }
  }

  private static Path socket(long node) {
    return PROC.resolve(Long.toString(node)).resolve(RUN).resolve(InspectServer.SOCKET);
  }

  /**
   * Asks for something that is one JSON value.
   *
   * @throws InspectException with the cluster's message when it refuses, or when it has ended
   */
  public JsonNode ask(Request request) {
    StringBuilder text = new StringBuilder();
    ask(request, line -> text.append(line).append('\n'));
    try {
      return new Wire().mapper().readTree(text.toString());
    } catch (IOException e) {
      throw new InspectException("the cluster's answer is cut off: " + e.getMessage(), e);
    }
  }

  /**
   * Asks for something that has lines, and hands them on as they come.
   *
   * @throws InspectException with the cluster's message when it refuses, or when it has ended
   */
  public void ask(Request request, Consumer<String> lines) {
    Wire wire = new Wire();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket(node)));
      ByteBuffer bytes = ByteBuffer.wrap(wire.write(request).getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      BufferedReader reader =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      String first = reader.readLine();
      if (first == null) {
        throw new InspectException(
            "the cluster of process %d has hung up: it ends, or too many read it"
                .formatted(process));
      }
      wire.requireAccepted(first);
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.accept(line);
      }
    } catch (IOException e) {
      throw new InspectException(
          "the cluster of process %d does not answer: %s".formatted(process, e.getMessage()), e);
    }
  }
}
