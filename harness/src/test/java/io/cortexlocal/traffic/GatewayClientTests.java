package io.cortexlocal.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GatewayClientTests {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void sendsMethodPathHeadersAndBody() throws Throwable {
    try (Gateway gateway = Gateway.answering(exchange -> Gateway.answer(exchange, 200, ""))) {
      GatewayClient client = new GatewayClient(gateway.uri(), LONG);

      send(client, ApiRequest.get("/v1/models?x=1&y=%20"));
      send(
          client,
          ApiRequest.post("", "{\"text\": \"grüße\"}")
              .withHeader("Content-Type", "application/json")
              .withHeader("X-Many", "one")
              .withHeader("X-Many", "two")
              .withMethod("PATCH"));
      send(client, ApiRequest.get("?q"));

      Gateway.Asked get = gateway.asked().get(0);
      assertThat(get.protocol()).isEqualTo("HTTP/1.1");
      assertThat(get.method()).isEqualTo("GET");
      assertThat(get.uri()).isEqualTo("/a1/v1/models?x=1&y=%20");
      assertThat(get.body()).isEmpty();
      assertThat(get.header("Upgrade")).isEmpty();
      Gateway.Asked patch = gateway.asked().get(1);
      assertThat(patch.method()).isEqualTo("PATCH");
      assertThat(patch.uri()).isEqualTo("/a1");
      assertThat(patch.body()).isEqualTo("{\"text\": \"grüße\"}");
      assertThat(patch.header("Content-type")).containsExactly("application/json");
      assertThat(patch.header("X-many")).containsExactlyInAnyOrder("one", "two");
      assertThat(gateway.asked().get(2).uri()).isEqualTo("/a1?q");
    }
  }

  @Test
  void handsOnTheAnswer() throws Throwable {
    HttpHandler handler =
        exchange -> {
          exchange.getResponseHeaders().add("X-Cortex-Origin", "api");
          Gateway.answer(exchange, 418, "grüße");
        };
    try (Gateway gateway = Gateway.answering(handler)) {
      ApiResponse response =
          send(new GatewayClient(gateway.uri(), LONG), ApiRequest.get("/tea?hot"));

      assertThat(response.method()).isEqualTo("GET");
      assertThat(response.uri()).isEqualTo(URI.create(gateway.uri() + "/a1/tea?hot"));
      assertThat(response.status()).isEqualTo(418);
      assertThat(response.text()).isEqualTo("grüße");
      assertThat(response.body()).isEqualTo("grüße".getBytes(StandardCharsets.UTF_8));
      assertThat(response.header("x-cortex-ORIGIN")).contains("api");
      assertThat(response.header("x-other")).isEmpty();
      assertThat(response.duration()).isPositive();
      assertThat(response).hasToString("GET " + gateway.uri() + "/a1/tea?hot → 418 grüße");
    }
  }

  @Test
  void givesEachRequestAnIdOfItsOwn() throws Throwable {
    try (Gateway gateway = Gateway.answering(exchange -> Gateway.answer(exchange, 200, ""))) {
      GatewayClient client = new GatewayClient(gateway.uri(), LONG);
      ApiResponse one = send(client, ApiRequest.get("/"));
      ApiResponse two = send(client, ApiRequest.get("/"));

      assertThat(UUID.fromString(one.requestId())).isNotEqualTo(UUID.fromString(two.requestId()));
      assertThat(gateway.asked())
          .extracting(asked -> asked.header("X-request-id"))
          .containsExactly(List.of(one.requestId()), List.of(two.requestId()));
    }
  }

  @Test
  void keepsTheIdThatTheUserGave() throws Throwable {
    try (Gateway gateway = Gateway.answering(exchange -> Gateway.answer(exchange, 200, ""))) {
      ApiResponse response =
          send(
              new GatewayClient(gateway.uri(), LONG),
              ApiRequest.get("/").withHeader("X-Request-ID", "mine"));

      assertThat(response.requestId()).isEqualTo("mine");
      assertThat(gateway.asked().get(0).header("X-request-id")).containsExactly("mine");
    }
  }

  @Test
  void followsNoRedirect() throws Throwable {
    HttpHandler handler =
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          Gateway.answer(exchange, 302, "");
        };
    try (Gateway gateway = Gateway.answering(handler)) {
      ApiResponse response = send(new GatewayClient(gateway.uri(), LONG), ApiRequest.get("/"));

      assertThat(response.status()).isEqualTo(302);
      assertThat(response.header("location")).contains("/elsewhere");
      assertThat(gateway.asked()).hasSize(1);
    }
  }

  @Test
  void tellsOfAnAnswerBeforeItCompletes() throws Throwable {
    try (Gateway gateway = Gateway.answering(exchange -> Gateway.answer(exchange, 200, ""))) {
      List<ApiResponse> told = new ArrayList<>();

      ApiResponse response =
          new GatewayClient(gateway.uri(), LONG).send("/a1", ApiRequest.get("/"), told::add).join();

      assertThat(told).containsExactly(response);
    }
  }

  @Test
  void aRefusedConnectionNamesTheAddressAndTheLimit() throws Throwable {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    GatewayClient client = new GatewayClient(URI.create("http://127.0.0.1:" + port), LONG);

    assertThatThrownBy(() -> send(client, ApiRequest.get("/v1")))
        .isExactlyInstanceOf(TrafficException.class)
        .hasMessage(
            "GET http://127.0.0.1:%d/a1/v1 got no answer (the limit is PT20S):".formatted(port)
                + " java.net.ConnectException");
  }

  @Test
  void anAnswerThatDoesNotBeginInTimeIsNone() throws Throwable {
    CountDownLatch never = new CountDownLatch(1);
    try (Gateway gateway = Gateway.answering(exchange -> await(never))) {
      GatewayClient client = new GatewayClient(gateway.uri(), SHORT);

      assertThatThrownBy(() -> send(client, ApiRequest.post("/v1", "x")))
          .isExactlyInstanceOf(TrafficException.class)
          .hasMessage(
              "POST %s/a1/v1 got no answer (the limit is PT0.3S): the time was up"
                  .formatted(gateway.uri()));
      never.countDown();
    }
  }

  @Test
  void anAnswerThatDoesNotEndInTimeIsNone() throws Throwable {
    CountDownLatch never = new CountDownLatch(1);
    HttpHandler stalled =
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('x');
          exchange.getResponseBody().flush();
          await(never);
        };
    try (Gateway gateway = Gateway.answering(stalled)) {
      GatewayClient client = new GatewayClient(gateway.uri(), SHORT);
      List<ApiResponse> told = new ArrayList<>();

      assertThatThrownBy(() -> get(client.send("/a1", ApiRequest.get("/v1"), told::add)))
          .isExactlyInstanceOf(TrafficException.class)
          .hasMessage(
              "GET %s/a1/v1 got no answer (the limit is PT0.3S): the time was up"
                  .formatted(gateway.uri()));
      assertThat(told).isEmpty();
      never.countDown();
    }
  }

  @Test
  void aBodyOfMoreThan64MebibytesIsNoAnswer() throws Throwable {
    HttpHandler endless =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            byte[] chunk = new byte[1 << 20];
            while (true) {
              body.write(chunk);
            }
          } catch (IOException hungUp) {
            exchange.close();
          }
        };
    try (Gateway gateway = Gateway.answering(endless)) {
      GatewayClient client = new GatewayClient(gateway.uri(), LONG);

      assertThatThrownBy(() -> send(client, ApiRequest.get("/v1")))
          .isExactlyInstanceOf(TrafficException.class)
          .hasMessageContaining(
              "the body has more than 67108864 bytes, which are kept in memory. Try: a client of"
                  + " your own, at the API's url()");
    }
  }

  @Test
  void aConnectionThatEndsInTheMiddleIsNoAnswer() throws Throwable {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread half =
          new Thread(
              () -> {
                try (Socket socket = server.accept()) {
                  socket
                      .getOutputStream()
                      .write(
                          "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"
                              .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      half.start();
      GatewayClient client =
          new GatewayClient(URI.create("http://127.0.0.1:" + server.getLocalPort()), LONG);

      assertThatThrownBy(() -> send(client, ApiRequest.get("/")))
          .isExactlyInstanceOf(TrafficException.class)
          .hasMessageContaining("got no answer (the limit is PT20S): java.io.IOException");
      half.join();
    }
  }

  private static ApiResponse send(GatewayClient client, ApiRequest request) throws Throwable {
    return get(client.send("/a1", request, answer -> {}));
  }

  private static ApiResponse get(CompletableFuture<ApiResponse> answer) throws Throwable {
    try {
      return answer.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
