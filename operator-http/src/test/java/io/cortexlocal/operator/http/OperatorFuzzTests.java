package io.cortexlocal.operator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever a client sends, it is answered as Cortex's clients expect, or hung up on, and the next
 * one finds the server as it was. {@code -Dfuzz.seed=N} and {@code -Dfuzz.attacks=N} have others
 * tried, and more.
 */
class OperatorFuzzTests {

  private static final long SEED = Long.getLong("fuzz.seed", 42);
  private static final int ATTACKS = Integer.getInteger("fuzz.attacks", 500);
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int SLOW_CLIENTS = 150;

  private static final Pattern HEAD =
      Pattern.compile("HTTP/1\\.1 (\\d{3})[^\\r\\n]*\\r\\n(.*?\\r\\n)?\\r\\n", Pattern.DOTALL);
  private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length: (\\d+)");

  private final Map<Integer, Integer> statuses = new TreeMap<>();

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void whateverIsSentIsAnsweredOrHungUpOn() throws IOException {
    System.out.printf("fuzz.seed=%d fuzz.attacks=%d%n", SEED, ATTACKS);
    Attacks attacks = new Attacks(SEED);
    PrintStream err = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    try (ServedOperator served = new ServedOperator()) {
      served.deploy(ApiFiles.realtime("hello"));
      served.awaitReady("hello");
      System.setErr(new PrintStream(log, true, ISO_8859_1));
      for (int number = 0; number < ATTACKS; number++) {
        Attack attack = attacks.next();
        String what = "seed %d, attack %d, %s".formatted(SEED, number, attack.shown());
        requireAnswers(what, attack, answered(what, attack, served.address().getPort()));
        assertThat(served.get("/get/hello").status()).as("after " + what).isEqualTo(200);
        assertThat(log.toString(ISO_8859_1)).as("log after " + what).doesNotContain("\tat ");
      }
      requireNoneLeft(served);
    } finally {
      System.setErr(err);
    }
    System.out.println(statuses);
    // An attack that nothing takes for a request would say nothing of what is behind.
    assertThat(statuses).containsKeys(101, 200, 400, 404, 405);
  }

  /** All but the one that the good requests go over. */
  private static void requireNoneLeft(ServedOperator served) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (served.connections() > 1 && System.nanoTime() < deadline) {
      // the server tells nobody of a connection that ends
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    assertThat(served.connections())
        .as("connections 20 s after the last attack")
        .isLessThanOrEqualTo(1);
  }

  private static String answered(String what, Attack attack, int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      byte[] sent = attack.sent().getBytes(ISO_8859_1);
      if (attack.delivery() == Attack.Delivery.ABANDONED) {
        send(socket, sent, 0, sent.length / 2);
        send(socket, sent, sent.length / 2, sent.length);
        socket.setSoLinger(true, 0);
        return "";
      }
      int step = attack.delivery() == Attack.Delivery.BYTE_BY_BYTE ? 1 : sent.length;
      socket.setTcpNoDelay(true);
      for (int from = 0; from < sent.length; from += step) {
        send(socket, sent, from, from + step);
      }
      try {
        socket.shutdownOutput();
      } catch (SocketException e) {
        // hung up on already
      }
      return received(what, socket.getInputStream());
    }
  }

  /** A server that has answered need not read on. */
  private static void send(Socket socket, byte[] bytes, int from, int to) {
    try {
      OutputStream output = socket.getOutputStream();
      output.write(bytes, from, to - from);
    } catch (IOException e) {
      // what it said is still to be read
    }
  }

  private static String received(String what, InputStream input) {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    try {
      for (int next = input.read(); next >= 0; next = input.read()) {
        received.write(next);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no end of the answer within 20 s: " + what, e);
    } catch (IOException e) {
      // hung up on
    }
    return received.toString(ISO_8859_1);
  }

  private void requireAnswers(String what, Attack attack, String received) {
    boolean bodiless = attack.sent().startsWith("HEAD");
    String rest = received;
    while (!rest.isEmpty()) {
      Matcher head = HEAD.matcher(rest);
      assertThat(head.lookingAt()).as("%s%nwas answered: %s", what, rest).isTrue();
      int status = Integer.parseInt(head.group(1));
      statuses.merge(status, 1, Integer::sum);
      rest = rest.substring(head.end());
      if (status == 101) {
        return;
      }
      if (status == 100) {
        continue;
      }
      Matcher length = LENGTH.matcher(head.group());
      int body = length.find() ? Math.min(Integer.parseInt(length.group(1)), rest.length()) : 0;
      if (!bodiless) {
        requireForm(what + "\nwas answered: " + received, status, rest.substring(0, body));
      }
      rest = rest.substring(body);
    }
  }

  private static void requireForm(String what, int status, String body) {
    assertThat(status).as(what).isBetween(200, 499);
    if (status == 405) {
      assertThat(body).as(what).isEmpty();
    } else if (status == 404) {
      assertThat(body).as(what).isEqualTo("404 page not found\n");
    } else if (status >= 400) {
      Optional<JsonNode> refusal = Json.read(body);
      assertThat(refusal).as(what).isPresent();
      assertThat(refusal.get().path("kind").isTextual()).as(what).isTrue();
      assertThat(refusal.get().path("message").asText()).as(what).isNotBlank();
      assertThat(body).as(what).endsWith("}\n").doesNotContain("org.eclipse", "java.");
    }
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void slowClientsHoldNobodyUp() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try (ServedOperator served = new ServedOperator()) {
      try {
        for (int count = 0; count < SLOW_CLIENTS; count++) {
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.address().getPort());
          slow.add(socket);
          socket
              .getOutputStream()
              .write(
                  """
                  POST /deploy?configFileName=c.yaml HTTP/1.1\r
                  Host: localhost\r
                  CortexAPIVersion: 0.42.1\r
                  X-Cortex-Authorization: x\r
                  Content-Type: multipart/form-data; boundary=b\r
                  Content-Length: 1000\r
                  \r
                  --b\r
                  """
                      .getBytes(ISO_8859_1));
        }
        long before = System.nanoTime();

        assertThat(served.get("/get").body()).isEqualTo("[]");

        // the server waits 30 s for a client that sends nothing
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before)).isLessThan(15);
      } finally {
        for (Socket socket : slow) {
          socket.close();
        }
      }
      assertThat(served.get("/get").status()).isEqualTo(200);
    }
  }
}
