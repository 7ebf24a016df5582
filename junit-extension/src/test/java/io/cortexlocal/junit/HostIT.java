package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.ApiReplica;
import io.cortexlocal.CommandResult;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.lifecycle.Closer;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code host.cortex.local} in containers: the ports of this machine that a file names. */
@Tag("conformance")
@CortexCluster
class HostIT {

  private static final Path APP = Path.of("../fixtures/apps/echo").toAbsolutePath().normalize();

  /** Its container ends where nobody answers at the first try. */
  private static final String ASKS_FIRST =
      """
      command:
      - python3
      - -c
      - |
        import os, socket
        socket.create_connection(("host.cortex.local", %d), 5).close()
        os.execvp("python3", ["python3", "server.py"])
      compute: {cpu: 50m}
      readiness_probe:
        http_get: {port: 8080}
        period_seconds: 1
      """;

  private static final String PRELUDE =
      """
      import hashlib, socket, sys, threading, time

      def connect():
          return socket.create_connection(("host.cortex.local", int(sys.argv[1])), 60)

      def ask(data):
          with connect() as s:
              threading.Thread(target=lambda: (s.sendall(data), s.shutdown(socket.SHUT_WR))).start()
              answer = bytearray()
              while part := s.recv(1 << 16):
                  answer += part
              return bytes(answer)
      """;

  @TempDir Path directory;
  private final Closer closer = new Closer();

  @AfterEach
  void close() {
    closer.close();
  }

  @Test
  void aServerOfThisMachineIsReachedAtItsPortAndNoOther(CortexLocal local) throws IOException {
    int named = serve();
    int unnamed = serve();
    int silent = nobodyListens();
    try (RealtimeApi api = local.deploy(files("asks", named, named, silent)).get(0)) {
      assertThat(restarts(local, "asks")).as("restarts of what asks at its start").isZero();
      ApiReplica replica = api.replicas().get(0);

      saysAllAndIsAnsweredThen(replica, named);
      hasAHundredConnectionsAtOnce(replica, named);
      carriesAHundredMegabytesBothWays(replica, named);
      assertThat(refused(replica, unnamed)).matches("\\w+ in [0-9] s");
      assertThat(refused(replica, silent)).matches("\\w+ in [0-9] s");
    }
  }

  @Test
  void filesAddTheirPortsAndTakeThemAwayAgain(CortexLocal local) throws IOException {
    int first = serve();
    int second = serve();
    try (RealtimeApi one = local.deploy(files("one", first, first)).get(0)) {
      ApiReplica replica = one.replicas().get(0);
      try (RealtimeApi two = local.deploy(files("two", second, second)).get(0)) {
        for (int port : List.of(first, second)) {
          saysAllAndIsAnsweredThen(replica, port);
          saysAllAndIsAnsweredThen(two.replicas().get(0), port);
        }
        try (RealtimeApi again = local.deploy(files("two", first)).get(0)) {
          assertThat(again.wasUpToDate()).isFalse();
          assertThat(refused(replica, second)).matches("\\w+ in [0-9] s");
          saysAllAndIsAnsweredThen(replica, first);
        }
        try (RealtimeApi named = local.deploy(files("two", first, second)).get(0)) {
          saysAllAndIsAnsweredThen(named.replicas().get(0), second);
          saysAllAndIsAnsweredThen(replica, second);
        }
      }
    }
  }

  private static void saysAllAndIsAnsweredThen(ApiReplica replica, int port) {
    assertThat(run(replica, "print(ask(b'all of it').decode())", port)).isEqualTo("all of it");
  }

  private static void hasAHundredConnectionsAtOnce(ApiReplica replica, int port) {
    String program =
        """
        all = [connect() for i in range(100)]
        for i, s in reversed(list(enumerate(all))):
            s.sendall(b"%d" % i)
            s.shutdown(socket.SHUT_WR)
        print([s.recv(10) for s in all] == [b"%d" % i for i in range(100)])
        """;

    assertThat(run(replica, program, port)).isEqualTo("True");
  }

  private static void carriesAHundredMegabytesBothWays(ApiReplica replica, int port) {
    String program =
        """
        data = bytes(i * i % 251 for i in range(1 << 20)) * 100
        print(ask(data) == data)
        """;

    assertThat(run(replica, program, port)).isEqualTo("True");
  }

  /** Returns how a connection ended, and after how many whole seconds. */
  private static String refused(ApiReplica replica, int port) {
    String program =
        """
        start = time.monotonic()
        try:
            with connect() as s:
                end = "answered" if s.recv(1) else "closed"
        except ConnectionError as e:
            end = type(e).__name__
        print(end, "in", int(time.monotonic() - start), "s")
        """;
    String end = run(replica, program, port);
    assertThat(end).doesNotContain("answered");
    return end;
  }

  private static String run(ApiReplica replica, String program, int port) {
    CommandResult result = replica.exec("python3", "-c", PRELUDE + program, Integer.toString(port));
    assertThat(result.exitCode()).as(result.toString()).hasValue(0);
    return result.output().strip();
  }

  private static int restarts(CortexLocal local, String api) {
    return local
        .cluster()
        .kubernetes()
        .list(ResourceType.POD, "default", Map.of("apiName", api))
        .stream()
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .mapToInt(ContainerStatus::getRestartCount)
        .sum();
  }

  /** Writes the files of an API that asks one port first, and names some. */
  private Path files(String name, int asked, int... ports) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(name));
    String named =
        Arrays.stream(ports).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    Files.writeString(
        folder.resolve("cortex-local.yaml"),
        """
        images:
          %s:
            build: %s
            run: {command: [python3, server.py], directory: %s}
        host: {ports: [%s]}
        """
            .formatted(EchoApis.IMAGE, APP, APP, named));
    return EchoApis.write(folder, name, EchoApis.IMAGE, ASKS_FIRST.formatted(asked));
  }

  /** Returns a port that nobody else can have, and at which nobody listens. */
  private int nobodyListens() throws IOException {
    Socket bound = new Socket();
    closer.register(() -> close(bound));
    bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return bound.getLocalPort();
  }

  /** Starts a server on this machine's loopback that says all that it is told, and ends then. */
  private int serve() throws IOException {
    ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    closer.register(() -> close(server));
    start(() -> accept(server));
    return server.getLocalPort();
  }

  private void accept(ServerSocket server) {
    List<Socket> open = new ArrayList<>();
    try {
      while (true) {
        Socket client = server.accept();
        open.add(client);
        start(() -> echo(client));
      }
    } catch (IOException closed) {
      open.forEach(HostIT::close);
    }
  }

  private static void echo(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException gone) {
      // the client sees it
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "server");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
