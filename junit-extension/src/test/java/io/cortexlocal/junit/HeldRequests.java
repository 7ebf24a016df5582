package io.cortexlocal.junit;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Requests sent at once that the echo server answers when they are released. */
final class HeldRequests implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final RealtimeApi api;
  private final String file;
  private final List<CompletableFuture<ApiResponse>> sent;
  private final Signal signal = new Signal();

  /**
   * Sends them.
   *
   * @param name no other's of the same replica
   */
  HeldRequests(RealtimeApi api, String name, int number) {
    this.api = api;
    this.file = "/mnt/release-" + name;
    this.sent =
        Stream.generate(() -> api.sendAsync(ApiRequest.post(path(), "")))
            .map(answer -> answer.whenComplete((response, failure) -> signal.changed()))
            .limit(number)
            .toList();
  }

  String path() {
    return "/wait?file=" + file;
  }

  /** Waits until so many are answered, though none is released, and returns the answers. */
  List<ApiResponse> awaitAnswered(int number) throws InterruptedException {
    assertThat(signal.await(Deadline.after(LIMIT), () -> answered().size() >= number))
        .as("%d requests are answered within %s: %s", number, LIMIT, answered())
        .isTrue();
    return answered();
  }

  List<ApiResponse> answered() {
    return sent.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join).toList();
  }

  /** Sends one as the kubelet's probes are, which are outside the limits. */
  ApiResponse probe(ApiRequest request) {
    return api.send(request.withHeader("User-Agent", "kube-probe/1.34"));
  }

  /** Lets the server answer, and returns all answers. */
  List<ApiResponse> release() {
    assertThat(probe(ApiRequest.post("/write?file=" + file, ""))).hasStatus(200);
    return sent.stream().map(CompletableFuture::join).toList();
  }

  @Override
  public void close() {
    release();
  }
}
