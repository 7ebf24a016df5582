package io.cortexlocal.operator.http;

import static io.cortexlocal.operator.http.ApiFiles.other;
import static io.cortexlocal.operator.http.ApiFiles.realtime;
import static io.cortexlocal.operator.http.ApiFiles.splitter;
import static io.cortexlocal.operator.http.ServedOperator.CLIENT;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** What is told of what replicas write. A stream's reply is what was sent over it. */
final class LogScenarios {

  private static final String SPLITTER =
      realtime("first") + realtime("second") + splitter("split", "first", "second");

  private LogScenarios() {}

  static void addTo(Scenario scenarios) {
    addPage(scenarios);
    addRefusedStreams(scenarios);
    addStreams(scenarios);
  }

  private static void addPage(Scenario scenarios) {
    scenarios.add(
        Route.LOGS,
        "of an API",
        served -> {
          served.deploy(realtime("hello"));
          return served.get("/logs/hello");
        });
    scenarios.add(Route.LOGS, "of what is not there", served -> served.get("/logs/hello"));
    scenarios.add(
        Route.LOGS,
        "of a splitter",
        served -> {
          served.deploy(SPLITTER);
          return served.get("/logs/split");
        });
    scenarios.add(
        Route.LOG_PAGE,
        "of an API",
        served -> {
          served.deploy(realtime("hello"));
          served.awaitReady("hello");
          String pod = served.pod("hello");
          served.cluster().node().write(pod, "api", "loaded");
          String page = served.get("/logs/hello").json().get("log_url").textValue();
          Reply reply = served.send("GET", URI.create(page).getPath(), Map.of());
          return new Reply(reply.status(), reply.type(), reply.body().replace(pod, "POD"));
        });
    scenarios.add(
        Route.LOG_PAGE,
        "of an API without replicas",
        served -> {
          withoutReplicas(served);
          return served.send("GET", "/local/logs/hello", Map.of());
        });
    scenarios.add(
        Route.LOG_PAGE,
        "of what is not there",
        served -> served.send("GET", "/local/logs/hello", Map.of()));
  }

  private static void addRefusedStreams(Scenario scenarios) {
    scenarios.add(
        Route.STREAM_LOGS, "of what is not there", served -> served.get("/streamlogs/hello"));
    scenarios.add(
        Route.STREAM_LOGS,
        "of a splitter",
        served -> {
          served.deploy(SPLITTER);
          return served.get("/streamlogs/split");
        });
    scenarios.add(
        Route.STREAM_LOGS,
        "to no websocket",
        served -> {
          served.deploy(realtime("hello"));
          return served.get("/streamlogs/hello");
        });
    scenarios.add(
        Route.STREAM_LOGS,
        "to a page of another host",
        served -> {
          served.deploy(realtime("hello"));
          Map<String, String> headers = new HashMap<>(CLIENT);
          headers.put("Origin", "http://elsewhere.example");
          return served.send("GET", "/streamlogs/hello", headers);
        });
  }

  private static void addStreams(Scenario scenarios) {
    scenarios.add(
        Route.STREAM_LOGS,
        "of an API without replicas",
        served -> {
          withoutReplicas(served);
          return sent(served.stream("hello"));
        });
    scenarios.add(
        Route.STREAM_LOGS,
        "of a replica that never starts",
        served -> {
          // what it mounts is not there
          served.deploy(realtime("hello"));
          served.cluster().await("a replica", () -> !served.cluster().pods(Map.of()).isEmpty());
          Messages messages = served.stream("hello");
          String first = messages.next();
          served.send("DELETE", "/delete/hello", CLIENT);
          return new Reply(101, "", first + sent(messages).body());
        });
    scenarios.add(
        Route.STREAM_LOGS,
        "of lines of each form",
        served -> {
          served.deploy(realtime("hello"));
          served.awaitReady("hello");
          Messages messages = served.stream("hello");
          for (String line :
              new String[] {
                "before",
                "{\"message\": \"hi\", \"level\": \"info\"}",
                "{\"level\": \"info\"}",
                "{\"message\": \"failed\", \"exc_info\": \"Traceback\"}",
                "{\"message\": 5}"
              }) {
            served.cluster().node().write(served.pod("hello"), "api", line);
          }
          served.cluster().node().write(served.pod("hello"), "api", "the last");
          StringBuilder text = new StringBuilder();
          String next = "";
          while (!next.equals("the last\n")) {
            next = messages.next();
            text.append(next);
          }
          served.send("DELETE", "/delete/hello", CLIENT);
          return new Reply(101, "", text + sent(messages).body());
        });
    scenarios.add(
        Route.STREAM_LOGS,
        "of a line that is too long",
        served -> {
          served.deploy(realtime("hello"));
          served.awaitReady("hello");
          Messages messages = served.stream("hello");
          served.cluster().node().write(served.pod("hello"), "api", "before");
          served.cluster().node().write(served.pod("hello"), "api", "x".repeat(1 << 20));
          return sent(messages);
        });
    scenarios.add(
        Route.STREAM_LOGS,
        "of the latest version only",
        served -> {
          served.deploy(realtime("hello"));
          served.awaitReady("hello");
          String former = served.pod("hello");
          served.cluster().node().write(former, "api", "of the former");
          served.cluster().node().keepFromAnswering(pod -> !pod.equals(former));
          served.deploy(other("hello"));
          String latest = latest(served, former);
          Messages messages = served.stream("hello");
          served.cluster().node().write(latest, "api", "of the latest");
          String first = messages.next();
          return new Reply(101, "", first.startsWith("waiting") ? messages.next() : first);
        });
  }

  /** The replica beside the former one, once it runs. */
  private static String latest(ServedOperator served, String former) {
    AtomicReference<String> latest = new AtomicReference<>("");
    served
        .cluster()
        .await(
            "a replica of the latest version runs",
            () ->
                served.cluster().pods(Map.of("apiName", "hello")).stream()
                    .filter(pod -> !pod.getMetadata().getName().equals(former))
                    .filter(pod -> pod.getStatus() != null)
                    .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                    .peek(pod -> latest.set(pod.getMetadata().getName()))
                    .findFirst()
                    .isPresent());
    return latest.get();
  }

  private static void withoutReplicas(ServedOperator served) {
    served.deploy(realtime("hello"));
    served.awaitReady("hello");
    served.cluster().kubernetes().scale("default", "api-hello", 0);
    served
        .cluster()
        .await(
            "its replica is gone",
            () -> served.cluster().pods(Map.of("apiName", "hello")).isEmpty());
  }

  /** What is sent from now on until the stream is closed. */
  private static Reply sent(Messages messages) {
    StringBuilder text = new StringBuilder();
    String next = "";
    while (!next.startsWith("closed with ")) {
      next = messages.next();
      text.append(next);
    }
    return new Reply(101, "", text.toString());
  }
}
