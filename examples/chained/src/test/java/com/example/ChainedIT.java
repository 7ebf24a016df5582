package com.example;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.junit.CortexApi;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

@CortexApi("cortex.yaml")
class ChainedIT {

  @Test
  void servesSubpaths(RealtimeApi tokenizer) {
    assertThat(tokenizer.post("/v1/tokenize", "Hello, Ada!"))
        .hasStatus(200)
        .hasBody("Hello\n,\nAda\n!");
  }

  @Test
  void oneApiCallsTheOtherThroughTheGateway(RealtimeApi textGenerator, RealtimeApi tokenizer) {
    assertThat(textGenerator.post("/v1/generate?tokens=3", "to be or"))
        .hasStatus(200)
        .hasBody("or be to");

    // A request that this test sends itself is on the timeline, and so is what came before it.
    assertThat(tokenizer.post("/v1/tokenize?last", "")).hasStatus(200);
    Assertions.assertThat(tokenizer.timeline().requests())
        .anySatisfy(
            request -> {
              Assertions.assertThat(request.path()).isEqualTo("/v1/tokenize");
              Assertions.assertThat(request.status()).isEqualTo(200);
            });
  }

  @Test
  void refusesWhatItsQueueCannotHold(RealtimeApi textGenerator) {
    ApiRequest slow = ApiRequest.post("/v1/generate?tokens=20", "to be or not to be");
    List<CompletableFuture<ApiResponse>> sent =
        IntStream.range(0, 8).mapToObj(i -> textGenerator.sendAsync(slow)).toList();
    List<Integer> statuses =
        sent.stream().map(CompletableFuture::join).map(ApiResponse::status).sorted().toList();

    Assertions.assertThat(statuses).isEqualTo(List.of(200, 200, 200, 200, 200, 503, 503, 503));
    assertThat(textGenerator).maxInFlightPerReplica(2);
  }
}
