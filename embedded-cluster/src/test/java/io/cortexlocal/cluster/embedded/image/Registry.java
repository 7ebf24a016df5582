package io.cortexlocal.cluster.embedded.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry on loopback that has one repository, {@code acme/web}. */
final class Registry implements AutoCloseable {

  private static final int TLS_HANDSHAKE = 0x16;
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";

  private final Map<String, byte[]> contents = new HashMap<>();
  private final Map<String, String> types = new HashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final Queue<IOException> brokenOff = new ConcurrentLinkedQueue<>();
  private final ServerSocket server;

  Registry() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "registry");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns the name of an image in this registry. */
  String name(String tag) {
    return "localhost:%d/acme/web:%s".formatted(server.getLocalPort(), tag);
  }

  int requests() {
    return requests.get();
  }

  /** Puts an index with an image for this machine and one for another. */
  void put(String tag, ImageBuilder image) {
    Map<String, byte[]> files = new HashMap<>();
    Map<String, Object> other =
        ImageBuilder.small("app", "other").platform("linux", "mips").ociManifest(files);
    byte[] index = ImageBuilder.index(List.of(other, image.ociManifest(files)));
    files.forEach(
        (name, content) -> {
          String digits = name.substring(name.lastIndexOf('/') + 1);
          contents.put("blobs/sha256:" + digits, content);
          contents.put("manifests/sha256:" + digits, content);
          types.put("manifests/sha256:" + digits, MANIFEST);
        });
    contents.put("manifests/" + tag, index);
    types.put("manifests/" + tag, INDEX);
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        answer(client);
      } catch (IOException e) {
        brokenOff.add(e);
      }
    }
  }

  /** Whoever starts with TLS is hung up on, as a registry without it does. */
  private void answer(Socket client) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
    int first = in.read();
    if (first == TLS_HANDSHAKE) {
      return;
    }
    requests.incrementAndGet();
    String[] request = ((char) first + in.readLine()).split(" ", -1);
    String header = in.readLine();
    while (header != null && !header.isEmpty()) {
      header = in.readLine();
    }
    String name = request[1].replaceFirst("^/v2/(acme/web/)?", "");
    byte[] content = name.isEmpty() ? new byte[0] : contents.get(name);
    OutputStream out = client.getOutputStream();
    if (content == null) {
      out.write("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
      return;
    }
    String head =
        """
        HTTP/1.1 200 OK\r
        Content-Type: %s\r
        Content-Length: %d\r
        Docker-Content-Digest: sha256:%s\r
        Connection: close\r
        \r
        """
            .formatted(
                types.getOrDefault(name, "application/octet-stream"),
                content.length,
                Sha256.hex(content));
    out.write(head.getBytes(ISO_8859_1));
    if (!request[0].equals("HEAD")) {
      out.write(content);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
