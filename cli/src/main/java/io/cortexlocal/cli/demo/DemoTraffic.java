package io.cortexlocal.cli.demo;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.timeline.TimelineText;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import io.cortexlocal.traffic.TrafficException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the demo sends, and what it expects of the answers. */
final class DemoTraffic {

  private static final int BURST = 12;
  private static final int OK = 200;
  private static final int REFUSED = 503;

  private final RealtimeApi tokenizer;
  private final RealtimeApi textGenerator;
  private final Teller teller;

  /** Tells a person one line. */
  @FunctionalInterface
  interface Teller {
    void say(String format, Object... values);
  }

  DemoTraffic(RealtimeApi tokenizer, RealtimeApi textGenerator, Teller teller) {
    this.tokenizer = tokenizer;
    this.textGenerator = textGenerator;
    this.teller = teller;
  }

  /**
   * Sends all of it, and returns when all is answered.
   *
   * @throws UnexpectedOutcome when an answer is not what it should be
   * @throws TrafficException when there is none
   */
  void send() {
    expectOk(tokenizer, ApiRequest.post("/v1/tokenize", "Hello, Ada!"));
    expectOk(textGenerator, ApiRequest.post("/v1/generate?tokens=3", "to be or"));
    burst(ApiRequest.post("/v1/generate?tokens=10", "to be or not to be"));
    // The timeline has all that a sidecar served before a request of our own.
    expectOk(tokenizer, ApiRequest.post("/v1/tokenize", "The end."));
  }

  private void expectOk(RealtimeApi api, ApiRequest request) {
    ApiResponse response = api.send(request);
    teller.say(
        "  %s  \"%s\" → %d in %s: \"%s\"",
        line(api, request),
        new String(request.body(), StandardCharsets.UTF_8),
        response.status(),
        TimelineText.seconds(response.duration()),
        String.join(" ", response.text().lines().toList()));
    if (response.status() != OK) {
      throw new UnexpectedOutcome(
          "expected status %d, but it is %d%n%s".formatted(OK, response.status(), api.describe()));
    }
  }

  private void burst(ApiRequest request) {
    teller.say("  %d times at once: %s …", BURST, line(textGenerator, request));
    List<CompletableFuture<ApiResponse>> sent =
        Stream.generate(() -> textGenerator.sendAsync(request)).limit(BURST).toList();
    Map<Integer, Long> statuses =
        sent.stream()
            .map(DemoTraffic::await)
            .collect(
                Collectors.groupingBy(ApiResponse::status, TreeMap::new, Collectors.counting()));
    teller.say("  … → %s", text(statuses));
    if (!statuses.keySet().equals(Set.of(OK, REFUSED))) {
      throw new UnexpectedOutcome(
          "expected some to be answered with %d and the others refused with %d, but it is %s%n%s"
              .formatted(OK, REFUSED, text(statuses), textGenerator.describe()));
    }
  }

  private static ApiResponse await(CompletableFuture<ApiResponse> sent) {
    try {
      return sent.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TrafficException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private static String line(RealtimeApi api, ApiRequest request) {
    return "%s %s%s".formatted(request.method(), api.config().endpoint(), request.path());
  }

  private static String text(Map<Integer, Long> statuses) {
    return statuses.entrySet().stream()
        .map(entry -> "%d × %d".formatted(entry.getValue(), entry.getKey()))
        .collect(Collectors.joining(", "));
  }
}
