package io.cortexlocal.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a cluster can be reached from outside of its own namespaces. */
class ListeningTests {

  private static final String LISTEN = "0A";
  private static final String UNCONNECTED_UDP = "07";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onlyGatewayAndApiServerAreOnThisMachineAndOnItsLoopback(boolean userNamespace)
      throws Exception {
    ClusterJvm jvm =
        ClusterJvm.start(
            folder,
            Map.of(EmbeddedSettings.USER_NAMESPACE.name(), Boolean.toString(userNamespace)));
    try {
      URI gateway = URI.create(jvm.await("gateway ").substring("gateway ".length()));
      jvm.await("deployed 200");

      assertThat(openTo(jvm.process()))
          .hasSize(2)
          .contains("127.0.0.1:" + gateway.getPort())
          .allMatch(address -> address.startsWith("127.0.0.1:"));
    } finally {
      jvm.process().destroyForcibly().waitFor();
    }
  }

  /** Returns the addresses at which a process or one below it waits in this network namespace. */
  private static Set<String> openTo(Process process) throws IOException {
    Set<String> sockets = new HashSet<>();
    for (ProcessHandle each :
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList()) {
      sockets.addAll(sockets(each));
    }
    Set<String> open = new TreeSet<>();
    for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
      String waiting = protocol.startsWith("tcp") ? LISTEN : UNCONNECTED_UDP;
      for (String line : Files.readAllLines(Path.of("/proc/self/net", protocol))) {
        String[] fields = line.trim().split("\\s+", -1);
        if (fields[3].equals(waiting) && sockets.contains("socket:[" + fields[9] + "]")) {
          open.add(address(fields[1]));
        }
      }
    }
    return open;
  }

  private static Set<String> sockets(ProcessHandle process) throws IOException {
    Set<String> sockets = new HashSet<>();
    File[] descriptors = new File("/proc/" + process.pid() + "/fd").listFiles();
    for (File descriptor : descriptors == null ? new File[0] : descriptors) {
      try {
        sockets.add(Files.readSymbolicLink(descriptor.toPath()).toString());
      } catch (NoSuchFileException closed) {
        assertThat(descriptor).doesNotExist();
      }
    }
    return sockets;
  }

  /** The kernel writes an address as 32-bit words in this machine's byte order. */
  private static String address(String text) {
    String[] parts = text.split(":", -1);
    ByteBuffer words =
        ByteBuffer.wrap(HexFormat.of().parseHex(parts[0])).order(ByteOrder.nativeOrder());
    ByteBuffer bytes = ByteBuffer.allocate(words.capacity());
    while (words.hasRemaining()) {
      bytes.putInt(words.getInt());
    }
    try {
      return InetAddress.getByAddress(bytes.array()).getHostAddress()
          + ":"
          + Integer.parseInt(parts[1], 16);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
