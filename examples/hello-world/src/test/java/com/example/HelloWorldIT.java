package com.example;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.junit.CortexApi;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

@CortexApi("cortex.yaml")
class HelloWorldIT {

  @Test
  void servesTheEndpointItself(RealtimeApi helloWorld) {
    assertThat(helloWorld.get(""))
        .hasStatus(200)
        .hasBody("{\"message\":\"Hello, world!\"}")
        .hasHeader("x-cortex-origin", "api");
  }

  @Test
  void servesSubpathsWithTheirQuery(RealtimeApi helloWorld) {
    assertThat(helloWorld.get("/subpath?name=Ada"))
        .hasStatus(200)
        .hasBody("{\"message\":\"Hello, Ada, from a subpath!\"}");
  }

  @Test
  void wasReadyBeforeItsFirstRequest(RealtimeApi helloWorld) {
    assertThat(helloWorld.get("/subpath")).hasStatus(200);
    assertThat(helloWorld).becameReadyWithin(Duration.ofSeconds(60));
    assertThat(helloWorld).receivedNoTrafficBeforeReady();
  }

  @Test
  void worksOnTwoRequestsAtATimeAndQueuesFour(RealtimeApi helloWorld) {
    ApiRequest slow = ApiRequest.post("/slow?seconds=2", "");
    List<CompletableFuture<ApiResponse>> sent =
        IntStream.range(0, 10).mapToObj(i -> helloWorld.sendAsync(slow)).toList();
    List<Integer> statuses =
        sent.stream().map(CompletableFuture::join).map(ApiResponse::status).sorted().toList();

    Assertions.assertThat(statuses).isEqualTo(List.of(200, 200, 200, 200, 200, 200, 503, 503, 503, 503));
    assertThat(helloWorld).maxInFlightPerReplica(2);
  }
}
