package io.cortexlocal.cluster.embedded.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.time.Deadline;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API of an embedded cluster, as clients other than kubectl may use and misuse it. */
class ApiServerTests {

  private static final String PODS = "/api/v1/namespaces/default/pods";

  @TempDir private Path folder;

  private ServedCluster cluster;

  @BeforeEach
  void serve() throws IOException {
    cluster = new ServedCluster(folder);
  }

  @AfterEach
  void close() throws IOException {
    cluster.close();
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }

  private Socket connect(String request) throws IOException {
    Socket socket = new Socket(cluster.address().getHost(), cluster.address().getPort());
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write(request.replace("TOKEN", cluster.token()).getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void await(String what, BooleanSupplier condition) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(20));
    while (!condition.getAsBoolean()) {
      assertThat(deadline.passed()).as(what).isFalse();
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  void theKubeconfigIsItsUsersAlone() throws IOException {
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(cluster.server.kubeconfig())))
        .isEqualTo("rw-------");
    assertThat(cluster.address().getHost()).isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({"Bearer wrong", "Bearer", "Basic Y29ydGV4LWxvY2FsOng=", "''"})
  void aWrongTokenIsUnauthorized(String authorization) throws Exception {
    HttpResponse<String> response = cluster.get("/api", "Authorization", authorization);
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(json(response).path("reason").asText()).isEqualTo("Unauthorized");
    assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
  }

  @Test
  void theTokenMayStandInThePath() throws Exception {
    assertThat(
            cluster.get("/" + cluster.token() + "/version", "Authorization", "none").statusCode())
        .isEqualTo(200);
    assertThat(cluster.get("/" + "0".repeat(64) + "/version", "Authorization", "none").statusCode())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /nothing | 404 | the server could not find the requested resource",
        "GET | /api/v2 | 404 | the server could not find the requested resource",
        "GET | /api/v1/namespaces/default/nodes | 404 | the server could not find the requested"
            + " resource",
        "GET | /api/v1/namespaces/default/pods/p/colour | 404 | the server could not find the"
            + " requested resource",
        "GET | /apis/batch/v1/jobs | 404 | the server could not find the requested resource",
        "GET | /api/v1/namespaces/default/pods/none | 404 | pods \"none\" not found",
        "GET | /apis/apps/v1/namespaces/x/deployments/d | 404 | deployments.apps \"d\" not found",
        "GET | /api/v1/pods?watch=perhaps | 400 | invalid value for watch: expected true or"
            + " false, but it is \"perhaps\"",
        "GET | /api/v1/pods?labelSelector=a%20~%20b | 400 | unable to parse the label selector"
            + " \"a ~ b\"",
        "GET | /api/v1/pods?fieldSelector=spec.color=red | 400 | field label not supported:"
            + " spec.color",
        "GET | /api/v1/pods?resourceVersion=abc | 400 | invalid value for resourceVersion: expected"
            + " a number from 0 on, but it is \"abc\"",
        "GET | /api/v1/pods?resourceVersion=99999 | 504 | Timeout: Too large resource version:"
            + " 99999, current: 1",
        "DELETE | /api/v1/namespaces/default/pods | 405 | the embedded cluster does not serve"
            + " deletecollection of pods; it deletes them one by one",
        "POST | /version | 405 | the embedded cluster does not serve POST of /version",
        "POST | /api/v1/namespaces/default/pods/p/eviction | 501 | the embedded cluster does not"
            + " serve pods/eviction; backend k3s (cortex.local.backend=k3s) does",
      })
  void whatIsNotThereIsRefusedWithAStatus(String method, String path, int code, String message)
      throws Exception {
    HttpResponse<String> response = cluster.send(method, path, "");
    assertThat(response.statusCode()).isEqualTo(code);
    JsonNode status = json(response);
    assertThat(status.path("kind").asText()).isEqualTo("Status");
    assertThat(status.path("code").asInt()).isEqualTo(code);
    assertThat(status.path("message").asText()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello | 400",
        "GET / HTTP/2.0 | 400",
        "GET /%zz HTTP/1.1 | 400",
        "GET /%ff HTTP/1.1 | 400",
        "GET /api/v1/pods?a=%a HTTP/1.1 | 400",
        "GET / HTTP/1.1;no header | 400",
        "POST / HTTP/1.1;Content-Length: x | 400",
        "POST / HTTP/1.1;Content-Length: 1;Transfer-Encoding: chunked | 400",
        "POST / HTTP/1.1;Content-Length: 9999999 | 413",
      })
  void brokenRequestsAreRefused(String request, int code) throws IOException {
    try (Socket socket = connect(request.replace(";", "\r\n") + "\r\n\r\n")) {
      assertThat(reader(socket).readLine()).startsWith("HTTP/1.1 " + code + " ");
    }
  }

  @Test
  void anEndlessHeadIsRefused() throws IOException {
    try (Socket socket = connect("GET / HTTP/1.1\r\nA: " + "x".repeat(70_000))) {
      assertThat(reader(socket).readLine()).startsWith("HTTP/1.1 431 ");
    }
  }

  @Test
  void aBodyMayComeInChunks() throws Exception {
    String body = "{\"metadata\":{\"name\":\"chunked\"}}";
    String request =
        "POST /TOKEN/api/v1/namespaces/default/configmaps HTTP/1.1\r\nHost: x\r\n"
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n"
                .formatted(body.substring(0, 5), body.length() - 5, body.substring(5));
    try (Socket socket = connect(request)) {
      assertThat(reader(socket).readLine()).isEqualTo("HTTP/1.1 201 Created");
    }
    assertThat(cluster.store.get(ResourceType.CONFIG_MAP, "default", "chunked")).isPresent();
  }

  @Test
  void aWatchGoesOnFromTheListsVersion() throws Exception {
    cluster.pod("before");
    String version = json(cluster.get(PODS)).path("metadata").path("resourceVersion").asText();
    cluster.pod("between");
    cluster.store.remove(ResourceType.POD, "default", "before");
    HttpResponse<String> watch =
        cluster.get(PODS + "?watch=true&timeoutSeconds=1&resourceVersion=" + version);
    List<String> seen = new ArrayList<>();
    for (String line : watch.body().lines().toList()) {
      JsonNode event = new ObjectMapper().readTree(line);
      seen.add(
          event.path("type").asText()
              + " "
              + event.path("object").path("metadata").path("name").asText());
    }
    assertThat(seen).containsExactly("ADDED between", "MODIFIED between", "DELETED before");
  }

  @Test
  void aWatchFromTooLongAgoHasExpired() throws Exception {
    cluster.pod("one");
    for (int i = 0; i < 600; i++) {
      cluster.ready("one", true);
      cluster.ready("one", false);
    }
    HttpResponse<String> watch = cluster.get(PODS + "?watch=true&resourceVersion=2");
    assertThat(watch.statusCode()).isEqualTo(410);
    assertThat(json(watch).path("reason").asText()).isEqualTo("Expired");
  }

  @Test
  void aSelectedWatchSeesWhatIsNoLongerSelectedGo() throws Exception {
    cluster.pod("one");
    String version = json(cluster.get(PODS)).path("metadata").path("resourceVersion").asText();
    cluster.kubernetes.label(ResourceType.POD, "default", "one", Map.of("app", "other"));
    HttpResponse<String> watch =
        cluster.get(
            PODS
                + "?watch=true&timeoutSeconds=1&labelSelector=app%3Done&resourceVersion="
                + version);
    assertThat(json(watch).path("type").asText()).isEqualTo("DELETED");
  }

  @Test
  void manyWatchTheSame() throws Exception {
    List<Socket> watchers = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        watchers.add(connect("GET /TOKEN/api/v1/pods?watch=true HTTP/1.1\r\nHost: x\r\n\r\n"));
      }
      List<BufferedReader> readers = new ArrayList<>();
      for (Socket watcher : watchers) {
        BufferedReader reader = reader(watcher);
        assertThat(reader.readLine()).isEqualTo("HTTP/1.1 200 OK");
        readers.add(reader);
      }
      cluster.pod("one");
      for (BufferedReader reader : readers) {
        String line = reader.readLine();
        while (line != null && !line.contains("\"ADDED\"")) {
          line = reader.readLine();
        }
        assertThat(line).contains("\"name\":\"one\"");
      }
    } finally {
      for (Socket watcher : watchers) {
        watcher.close();
      }
    }
    await(
        "the end of the watches",
        () ->
            Thread.getAllStackTraces().entrySet().stream()
                .noneMatch(
                    thread -> List.of(thread.getValue()).toString().contains("WatchStream.run")));
  }

  @Test
  void aWatcherThatDoesNotReadLosesItsConnection() throws Exception {
    String large = "x".repeat(200_000);
    try (Socket slow = new Socket()) {
      slow.setReceiveBufferSize(4096);
      slow.connect(new InetSocketAddress(cluster.address().getHost(), cluster.address().getPort()));
      slow.setSoTimeout(40_000);
      slow.getOutputStream()
          .write(
              "GET /%s/api/v1/configmaps?watch=true HTTP/1.1\r\nHost: x\r\n\r\n"
                  .formatted(cluster.token())
                  .getBytes(StandardCharsets.UTF_8));
      InputStream input = slow.getInputStream();
      assertThat(input.read()).isEqualTo('H');
      for (int i = 0; i < WatchStream.WAITING + 200; i++) {
        cluster.kubernetes.apply(
            ResourceType.CONFIG_MAP,
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("large")
                .withNamespace("default")
                .endMetadata()
                .addToData("n", Integer.toString(i))
                .addToData("x", large)
                .build());
      }
      long length = 0;
      byte[] buffer = new byte[1 << 16];
      try {
        for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
          length += count;
        }
      } catch (SocketException reset) {
        assertThat(reset).hasMessageContaining("reset");
      }
      assertThat(length).isLessThan((long) WatchStream.WAITING * large.length());
    }
    assertThat(cluster.get("/version").statusCode()).isEqualTo(200);
  }

  @Test
  void closingEndsWatches() throws Exception {
    try (Socket watcher =
        connect("GET /TOKEN/api/v1/pods?watch=true HTTP/1.1\r\nHost: x\r\n\r\n")) {
      BufferedReader reader = reader(watcher);
      assertThat(reader.readLine()).isEqualTo("HTTP/1.1 200 OK");
      cluster.close();
      String line = reader.readLine();
      while (line != null) {
        assertThat(line).doesNotContain("ADDED");
        line = reader.readLine();
      }
    }
  }

  @Test
  void aFollowerThatHangsUpIsLetGo() throws Exception {
    cluster.pod("one");
    try (Socket follower =
        connect("GET /TOKEN" + PODS + "/one/log?follow=true HTTP/1.1\r\nHost: x\r\n\r\n")) {
      assertThat(reader(follower).readLine()).isEqualTo("HTTP/1.1 200 OK");
      await("the follower", () -> cluster.logs.followed() == 1);
    }
    await("the follower's end", () -> cluster.logs.followed() == 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sinceSeconds=0 | 422 | PodLogOptions is invalid: sinceSeconds: Invalid value: 0: must be"
            + " greater than 0",
        "limitBytes=0 | 422 | PodLogOptions is invalid: limitBytes: Invalid value: 0: must be"
            + " greater than 0",
        "sinceSeconds=1&sinceTime=2026-01-02T03:04:05Z | 422 | PodLogOptions is invalid: at most one"
            + " of `sinceTime` or `sinceSeconds` may be specified",
        "sinceTime=yesterday | 400 | invalid value for sinceTime: expected a time of RFC 3339, but"
            + " it is \"yesterday\"",
        "stream=Stderr | 501 | the embedded cluster does not serve stream Stderr of pods/log;"
            + " backend k3s (cortex.local.backend=k3s) does",
      })
  void logOptionsThatCannotBeAreRefused(String query, int code, String message) throws Exception {
    cluster.pod("one");
    HttpResponse<String> response = cluster.get(PODS + "/one/log?" + query);
    assertThat(response.statusCode()).isEqualTo(code);
    assertThat(json(response).path("message").asText()).isEqualTo(message);
  }

  /** What k9s asks for, and how it ends: with the bytes that are enough, in a following, too. */
  @Test
  void linesAreFollowedWithTheirMomentsUntilTheBytesAreEnough() throws Exception {
    cluster.pod("one");
    cluster.logs.write("old");
    cluster.logs.write("new");
    assertThat(
            cluster
                .get(PODS + "/one/log?follow=true&timestamps=true&tailLines=1&limitBytes=32")
                .body())
        .isEqualTo("2026-01-02T03:04:06.000006000Z n");
    await("the follower's end", () -> cluster.logs.followed() == 0);
    assertThat(cluster.get(PODS + "/one/log?sinceTime=2026-01-02T03:04:05.000007Z").body())
        .isEqualTo("new\n");
  }

  @ParameterizedTest
  @CsvSource({
    // {"gracePeriodSeconds":1,"propagationPolicy":"Background"} as JSON and Protocol Buffers
    "application/json, eyJncmFjZVBlcmlvZFNlY29uZHMiOjEsInByb3BhZ2F0aW9uUG9saWN5IjoiQmFja2dyb3VuZCJ9",
    "application/vnd.kubernetes.protobuf, azhzABIOCAEiCkJhY2tncm91bmQ=",
  })
  void aPodIsDeletedWithAGracePeriodOfItsOwn(String type, String body) throws Exception {
    cluster.pod("one");
    HttpResponse<String> response =
        cluster.send(
            "DELETE", PODS + "/one", Base64.getDecoder().decode(body), "Content-Type", type);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(
            cluster
                .store
                .get(ResourceType.POD, "default", "one")
                .orElseThrow()
                .getMetadata()
                .getDeletionGracePeriodSeconds())
        .isEqualTo(1);
    assertThat(cluster.send("DELETE", PODS + "/one?gracePeriodSeconds=0", "").statusCode())
        .isEqualTo(200);
    assertThat(cluster.store.get(ResourceType.POD, "default", "one")).isEmpty();
  }

  @Test
  void whatADeletionCannotHaveIsRefused() throws Exception {
    cluster.pod("one");
    HttpResponse<String> negative =
        cluster.send("DELETE", PODS + "/one", "{\"gracePeriodSeconds\":-1}");
    assertThat(negative.statusCode()).isEqualTo(400);
    assertThat(json(negative).path("message").asText())
        .isEqualTo("gracePeriodSeconds: expected a number from 0 on, but it is -1");
    // {"dryRun":["All"]}
    HttpResponse<String> dry =
        cluster.send(
            "DELETE",
            PODS + "/one",
            Base64.getDecoder().decode("azhzABIFKgNBbGw="),
            "Content-Type",
            "application/vnd.kubernetes.protobuf");
    assertThat(dry.statusCode()).isEqualTo(501);
    assertThat(cluster.store.get(ResourceType.POD, "default", "one").orElseThrow().getMetadata())
        .extracting(ObjectMeta::getDeletionTimestamp)
        .isNull();
  }

  @Test
  void aScaleMayComeAsProtocolBuffers() throws Exception {
    String deployments = "/apis/apps/v1/namespaces/default/deployments";
    String body =
        """
        {"metadata": {"name": "web"},
         "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "web"}},
           "template": {"metadata": {"labels": {"app": "web"}},
             "spec": {"containers": [{"name": "api", "image": "acme/app:1"}]}}}}
        """;
    assertThat(
            cluster
                .send("POST", deployments, body, "Content-Type", "application/json")
                .statusCode())
        .isEqualTo(201);
    // {"metadata":{"name":"web","namespace":"default"},"spec":{"replicas":3}}
    HttpResponse<String> scaled =
        cluster.send(
            "PUT",
            deployments + "/web/scale",
            Base64.getDecoder().decode("azhzABIUCg4KA3dlYhoHZGVmYXVsdBICCAM="),
            "Content-Type",
            "application/vnd.kubernetes.protobuf");
    assertThat(scaled.statusCode()).as(scaled.body()).isEqualTo(200);
    assertThat(json(scaled).path("spec").path("replicas").asInt()).isEqualTo(3);
  }

  @Test
  void anotherVersionIsAConflict() throws Exception {
    String path = "/api/v1/namespaces/default/configmaps";
    String body = "{\"metadata\":{\"name\":\"c\"%s},\"data\":{\"a\":\"%s\"}}";
    String[] type = {"Content-Type", "application/json"};
    assertThat(cluster.send("POST", path, body.formatted("", "1"), type).statusCode())
        .isEqualTo(201);
    HttpResponse<String> again = cluster.send("POST", path, body.formatted("", "1"), type);
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(json(again).path("message").asText()).isEqualTo("configmaps \"c\" already exists");
    HttpResponse<String> old =
        cluster.send("PUT", path + "/c", body.formatted(",\"resourceVersion\":\"1\"", "2"), type);
    assertThat(old.statusCode()).isEqualTo(409);
    assertThat(json(old).path("reason").asText()).isEqualTo("Conflict");
    assertThat(cluster.send("PUT", path + "/c", body.formatted("", "2"), type).statusCode())
        .isEqualTo(200);
    assertThat(
            cluster
                .send("PATCH", path + "/c", "[]", "Content-Type", "application/json-patch+json")
                .statusCode())
        .isEqualTo(415);
    assertThat(
            cluster
                .send(
                    "PATCH",
                    path + "/c",
                    "{\"data\":{\"a\":null,\"b\":\"3\"}}",
                    "Content-Type",
                    "application/merge-patch+json")
                .statusCode())
        .isEqualTo(200);
    assertThat(cluster.store.get(ResourceType.CONFIG_MAP, "default", "c").orElseThrow().getData())
        .isEqualTo(Map.of("b", "3"));
  }
}
