package com.example;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.junit.CortexApi;
import org.junit.jupiter.api.Test;

/** Has the API of {@link VersionsIT}, whichever of both comes first: a class takes its APIs out. */
@CortexApi(value = "../../examples/hello-world/cortex.yaml", timeout = "1m")
class AfterwardsIT {

  @Test
  void deploysTheSameApi(RealtimeApi helloWorld) {
    assertThat(helloWorld.get("/healthz")).hasStatus(200);
  }
}
