package io.cortexlocal.junit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A registry on loopback with the one image of an archive that {@code docker save} wrote. */
final class LoopbackRegistry implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

  private final Map<String, byte[]> blobs = new HashMap<>();
  private final AtomicInteger blobsSent = new AtomicInteger();
  private final byte[] manifest;
  private final HttpServer server;
  private final PlainTextPort port;

  private LoopbackRegistry(Map<String, byte[]> files) throws Exception {
    JsonNode image = JSON.readTree(files.get("manifest.json")).get(0);
    List<Map<String, Object>> layers = new ArrayList<>();
    for (JsonNode layer : image.get("Layers")) {
      layers.add(
          descriptor("application/vnd.docker.image.rootfs.diff.tar", files.get(layer.asText())));
    }
    manifest =
        JSON.writeValueAsBytes(
            Map.of(
                "schemaVersion",
                2,
                "mediaType",
                MANIFEST,
                "config",
                descriptor(
                    "application/vnd.docker.container.image.v1+json",
                    files.get(image.get("Config").asText())),
                "layers",
                layers));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v2/", this::answer);
    server.start();
    port = new PlainTextPort(server.getAddress());
  }

  static LoopbackRegistry of(Path archive) throws Exception {
    Map<String, byte[]> files = new HashMap<>();
    try (InputStream in = Files.newInputStream(archive);
        TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile()) {
          files.put(entry.getName(), tar.readAllBytes());
        }
      }
    }
    return new LoopbackRegistry(files);
  }

  /** Returns the image's name. */
  String image() {
    return "127.0.0.1:%d/acme/echo:1".formatted(port.number());
  }

  int blobsSent() {
    return blobsSent.get();
  }

  private Map<String, Object> descriptor(String mediaType, byte[] content) throws Exception {
    String digest = "sha256:" + hex(content);
    blobs.put(digest, content);
    return Map.of("mediaType", mediaType, "size", content.length, "digest", digest);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String last = path.substring(path.lastIndexOf('/') + 1);
    byte[] content = new byte[0];
    if (path.contains("/manifests/")) {
      content = manifest;
      exchange.getResponseHeaders().set("Content-Type", MANIFEST);
      exchange.getResponseHeaders().set("Docker-Content-Digest", "sha256:" + hex(manifest));
    } else if (path.contains("/blobs/")) {
      content = blobs.get(last);
      blobsSent.incrementAndGet();
    }
    try (exchange) {
      boolean head = exchange.getRequestMethod().equals("HEAD");
      if (content == null) {
        exchange.sendResponseHeaders(404, -1);
      } else if (head) {
        exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
        exchange.sendResponseHeaders(200, -1);
      } else {
        exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
      }
    }
  }

  private static String hex(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    port.close();
    server.stop(0);
  }
}
