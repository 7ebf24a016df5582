package io.cortexlocal.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of the configuration while Envoy runs. */
@Timeout(90)
class GatewayChangeTests {

  private static final int CLIENTS = 4;
  private static final int MOST_REQUESTS_PER_CLIENT = 5_000;

  @Test
  void aNewApiIsThereWhenTheWriterReturns() throws Exception {
    try (Upstream one = Upstream.start("one");
        Upstream two = Upstream.start("two");
        RunningGateway gateway =
            new RunningGateway()
                .virtualServices(Objects.api("one", "/one"))
                .service("api-one", 8888, one)
                .start()) {
      assertThat(gateway.get("/two").status()).isEqualTo(404);
      VirtualService added = Objects.api("two", "/two");
      gateway.virtualServices(added).service("api-two", 8888, two);

      gateway.update();

      assertThat(gateway.get("/two/x").body()).isEqualTo("two /x");
      assertThat(gateway.get("/one/x").body()).isEqualTo("one /x");

      gateway.remove(added, "api-two");
      gateway.update();

      assertThat(gateway.get("/two/x").status()).isEqualTo(404);
      assertThat(gateway.envoy().admin().get("/clusters").body()).doesNotContain("api-two");
    }
  }

  @Test
  void writesOnlyWhatChanged() throws Exception {
    try (Upstream one = Upstream.start("one");
        RunningGateway gateway =
            new RunningGateway()
                .virtualServices(Objects.api("one", "/one"))
                .service("api-one", 8888, one)
                .start()) {
      Map<String, Object> before = fileKeys(gateway);
      gateway.update();
      assertThat(fileKeys(gateway)).isEqualTo(before);

      gateway.endpoints("api-one");
      gateway.update();

      assertThat(fileKeys(gateway))
          .containsEntry("rds-http.80.json", before.get("rds-http.80.json"))
          .containsEntry("lds.json", before.get("lds.json"))
          .doesNotContainEntry("cds.json", before.get("cds.json"))
          .hasSize(3);
    }
  }

  private static Map<String, Object> fileKeys(RunningGateway gateway) throws Exception {
    Map<String, Object> keys = new TreeMap<>();
    try (var files = Files.list(gateway.directory().resolve("xds"))) {
      for (Path file : files.toList()) {
        keys.put(String.valueOf(file.getFileName()), Files.getAttribute(file, "unix:ino"));
      }
    }
    return keys;
  }

  @Test
  void changesOfEndpointsAndRoutesUnderLoadLoseNoRequest() throws Exception {
    try (Upstream one = Upstream.start("one");
        Upstream two = Upstream.start("two");
        RunningGateway gateway =
            new RunningGateway()
                .virtualServices(Objects.api("text", "/text"))
                .service("api-text", 8888, one)
                .start()) {
      URI uri = URI.create("http://127.0.0.1:" + gateway.port(80) + "/text/x");
      Map<String, Integer> answers = new ConcurrentHashMap<>();
      AtomicBoolean ended = new AtomicBoolean();
      ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
      try {
        List<Future<Void>> running = new ArrayList<>();
        for (int index = 0; index < CLIENTS; index++) {
          running.add(clients.submit(load(uri, answers, ended)));
        }
        for (int change = 0; change < 30; change++) {
          gateway.endpoints("api-text", change % 2 == 0 ? two : one);
          VirtualService extra = Objects.api("extra", "/extra");
          gateway.virtualServices(extra).service("api-extra", 8888, one);
          gateway.update();
          gateway.remove(extra, "api-extra");
          gateway.update();
          int soFar = sum(answers);
          RunningGateway.await("ten more answers", () -> sum(answers) >= soFar + 10);
        }
        ended.set(true);
        for (Future<Void> client : running) {
          client.get();
        }
      } finally {
        ended.set(true);
        clients.shutdownNow();
      }

      assertThat(answers).containsOnlyKeys("200 one /x", "200 two /x");
      assertThat(sum(answers)).isGreaterThanOrEqualTo(300);
    }
  }

  private static int sum(Map<String, Integer> answers) {
    return answers.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static Callable<Void> load(URI uri, Map<String, Integer> answers, AtomicBoolean ended) {
    return () -> {
      HttpClient client = HttpClient.newHttpClient();
      for (int sent = 0; sent < MOST_REQUESTS_PER_CLIENT && !ended.get(); sent++) {
        HttpResponse<String> answer =
            client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        answers.merge(answer.statusCode() + " " + answer.body(), 1, Integer::sum);
      }
      return null;
    };
  }

  private static String tampered(String text, String from, String to) {
    return text.replace(from, to)
        .replace("\"version_info\" : \"", "\"version_info\" : \"tampered-");
  }

  @Test
  void saysWhyEnvoyRefusedRoutesAndGoesOnWithTheOldOnes() throws Exception {
    try (Upstream one = Upstream.start("one");
        RunningGateway gateway =
            new RunningGateway()
                .virtualServices(Objects.api("one", "/one"))
                .service("api-one", 8888, one)
                .start()) {
      EnvoyFiles good = gateway.files();
      TreeMap<String, String> routes = new TreeMap<>();
      good.rds()
          .forEach((name, text) -> routes.put(name, tampered(text, "\"prefix\"", "\"prefixx\"")));

      assertThatThrownBy(
              () -> gateway.write(new EnvoyFiles(good.cds(), routes, good.lds(), List.of())))
          .isInstanceOf(EnvoyRefusedException.class)
          .hasMessageStartingWith(
              "Envoy refused its configuration (http.gateway_80.rds.http.80.update_rejected): ")
          .hasMessageContaining("prefixx");

      assertThat(gateway.get("/one/x").body()).isEqualTo("one /x");
      gateway.update();
      assertThat(gateway.get("/one/y").body()).isEqualTo("one /y");
    }
  }

  @Test
  void saysWhyEnvoyRefusedClusters() throws Exception {
    try (RunningGateway gateway = new RunningGateway().service("api-one", 8888).start()) {
      EnvoyFiles good = gateway.files();
      String clusters = tampered(good.cds(), "\"STATIC\"", "\"ORIGINAL_DST\"");

      assertThatThrownBy(
              () -> gateway.write(new EnvoyFiles(clusters, good.rds(), good.lds(), List.of())))
          .isInstanceOf(EnvoyRefusedException.class)
          .hasMessageStartingWith(
              "Envoy refused its configuration (cluster_manager.cds.update_rejected): ")
          .hasMessageContaining("outbound|8888||api-one.default.svc.cluster.local");
    }
  }

  @Test
  void saysWhyEnvoyRefusedAListener() throws Exception {
    try (RunningGateway gateway = new RunningGateway().start()) {
      EnvoyFiles good = gateway.files();
      String listeners = tampered(good.lds(), "\"127.0.0.1\"", "\"nowhere\"");

      assertThatThrownBy(
              () -> gateway.write(new EnvoyFiles(good.cds(), good.rds(), listeners, List.of())))
          .isInstanceOf(EnvoyRefusedException.class)
          .hasMessageStartingWith(
              "Envoy refused its configuration (listener_manager.lds.update_rejected): ")
          .hasMessageContaining("malformed IP address: nowhere");
    }
  }

  @Test
  void saysWhyEnvoyRefusedRoutesAtItsStart() throws Exception {
    try (RunningGateway gateway = new RunningGateway().virtualServices(Objects.api("a", "/a"))) {
      EnvoyFiles good = gateway.files();
      TreeMap<String, String> routes = new TreeMap<>();
      good.rds()
          .forEach((name, text) -> routes.put(name, tampered(text, "\"prefix\"", "\"prefixx\"")));

      assertThatThrownBy(
              () -> gateway.start(new EnvoyFiles(good.cds(), routes, good.lds(), List.of())))
          .isInstanceOf(EnvoyRefusedException.class)
          .hasMessageStartingWith(
              "Envoy refused its configuration (http.gateway_80.rds.http.80.update_rejected): ")
          .hasMessageContaining("prefixx");
    }
  }

  @Test
  void aNewPortIsOpenWhenTheWriterReturns() throws Exception {
    try (Upstream one = Upstream.start("one");
        RunningGateway gateway =
            new RunningGateway()
                .virtualServices(Objects.api("one", "/one"))
                .service("api-one", 8888, one)
                .start()) {
      gateway.gateways(
          new Gateway(
              "default",
              "apis-gateway",
              Map.of(),
              List.of(new Gateway.Server(443, "plain", Optional.empty(), List.of("*")))));

      gateway.update();

      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + gateway.port(443) + "/one/x"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("one /x");
    }
  }
}
