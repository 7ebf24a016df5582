package io.cortexlocal.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.http.PlainHttp;
import io.cortexlocal.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page's server on a cluster in memory. */
@Timeout(120)
class LivePageTests {

  private final ShownCluster shown = new ShownCluster();

  @AfterEach
  void close() {
    shown.close();
  }

  @Test
  void tellsOfAnApiFromItsDeploymentToItsEnd() throws Exception {
    try (Events events = new Events(shown.address())) {
      assertThat(events.await("apis", all -> all.isEmpty())).isNotNull();

      shown.deploy();
      JsonNode ready =
          events
              .await("apis", all -> all.at("/0/replicas/0/state").asText().equals("Ready"))
              .get(0);
      assertThat(ready.path("name").asText()).isEqualTo("hello");
      assertThat(ready.path("kind").asText()).isEqualTo("RealtimeAPI");
      assertThat(ready.path("url").asText()).isEqualTo("http://127.0.0.1:9/hello");
      assertThat(ready.path("requested").asInt()).isEqualTo(1);
      assertThat(ready.at("/replicas/0/latest").asBoolean()).isTrue();
      assertThat(ready.at("/replicas/0/restarts").asInt()).isZero();
      String replica = ready.at("/replicas/0/name").asText();

      shown.write(replica, "app", "hello <b>you</b>");
      JsonNode line = events.await("line", it -> it.path("container").asText().equals("app"));
      assertThat(line.path("text").asText()).isEqualTo("hello <b>you</b>");
      assertThat(line.path("api").asText()).isEqualTo("hello");
      assertThat(line.path("replica").asText()).isEqualTo(replica);

      shown.load(replica, 2, 3);
      JsonNode load = events.await("loads", all -> all.at("/" + replica + "/queued").asInt() == 3);
      assertThat(load.at("/" + replica + "/running").asInt()).isEqualTo(2);

      shown.write(replica, "proxy", SidecarLine.probe());
      shown.write(replica, "proxy", SidecarLine.served("/a?b=c", 200));
      shown.write(replica, "proxy", SidecarLine.refused("/a"));
      JsonNode served = events.await("request", it -> true);
      assertThat(served.path("path").asText()).isEqualTo("/a?b=c");
      assertThat(served.path("status").asInt()).isEqualTo(200);
      assertThat(served.path("refused").asBoolean()).isFalse();
      assertThat(served.path("queued").asDouble()).isEqualTo(20);
      assertThat(served.path("took").asDouble()).isEqualTo(250.5);
      JsonNode refused = events.await("request", it -> true);
      assertThat(refused.path("refused").asBoolean()).isTrue();
      assertThat(refused.has("queued")).isFalse();

      shown.cluster().node().end(replica, "app", 1);
      events.await("apis", all -> all.at("/0/replicas/0/restarts").asInt() == 1);
      shown.delete();
      events.await("apis", all -> all.isEmpty());
    }
    try (Events events = new Events(shown.address())) {
      events.await("loads", all -> all.isEmpty());
    }
  }

  @Test
  void whoOpensItLaterSeesWhatIsLeft() throws Exception {
    shown.deploy();
    String replica;
    try (Events events = new Events(shown.address())) {
      replica =
          events
              .await("apis", all -> all.at("/0/replicas/0/state").asText().equals("Ready"))
              .at("/0/replicas/0/name")
              .asText();
      shown.write(replica, "app", "hello");
      events.await("line", it -> it.path("text").asText().equals("hello"));
    }
    try (Events events = new Events(shown.address())) {
      assertThat(events.await("apis", all -> true).at("/0/name").asText()).isEqualTo("hello");
      events.await("line", it -> it.path("text").asText().equals("hello"));
    }
  }

  @Test
  void endsForThoseWhoLookOnWhenTheClusterDoes() throws Exception {
    try (Events events = new Events(shown.address())) {
      events.await("apis", all -> true);
      shown.closePage();
      assertThat(events.ends()).isTrue();
    }
  }

  @Test
  void isOnlyForThisMachinesBrowser() throws Exception {
    HttpResponse<String> page = ask("GET", "");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<title>Cortex Local</title>");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
    assertThat(page.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    for (String file : new String[] {"page.js", "page.css", "uplot.js", "uplot.css"}) {
      assertThat(ask("GET", file).statusCode()).as(file).isEqualTo(200);
    }
    assertThat(ask("GET", "pom.xml").statusCode()).isEqualTo(404);
    for (String elsewhere : new String[] {"/", "/events", "/page.js", "/x/events"}) {
      assertThat(ask("GET", elsewhere).statusCode()).as(elsewhere).isEqualTo(404);
    }
    assertThat(ask("POST", "").statusCode()).isEqualTo(405);
    assertThat(ask("DELETE", "events").statusCode()).isEqualTo(405);

    String answer =
        raw(
            "GET "
                + shown.address().getPath()
                + "events HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 403 ")
        .endsWith("This page is for a browser of its own machine\n");
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(shown.address().resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return PlainHttp.client().build().send(request, BodyHandlers.ofString());
  }

  private String raw(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), shown.address().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Reads server-sent events as a browser does. */
  private static final class Events implements AutoCloseable {

    private final InputStream body;
    private final BufferedReader lines;

    Events(URI page) throws Exception {
      HttpRequest request = HttpRequest.newBuilder(page.resolve("events")).build();
      body = PlainHttp.client().build().send(request, BodyHandlers.ofInputStream()).body();
      lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    JsonNode await(String event, Predicate<JsonNode> wanted) throws Exception {
      String current = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          current = line.substring("event: ".length());
        } else if (line.startsWith("data: ") && current.equals(event)) {
          JsonNode data = Json.read(line.substring("data: ".length())).orElseThrow();
          if (wanted.test(data)) {
            return data;
          }
        }
      }
      throw new AssertionError("the events ended without the one that was waited for: " + event);
    }

    /** To a browser it is the same whether the answer ends or its connection does. */
    boolean ends() {
      try {
        String line = lines.readLine();
        while (line != null && (line.isEmpty() || line.startsWith(":"))) {
          line = lines.readLine();
        }
        return line == null;
      } catch (IOException e) {
        return true;
      }
    }

    @Override
    public void close() throws Exception {
      body.close();
    }
  }
}
