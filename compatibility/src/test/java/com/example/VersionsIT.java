package com.example;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.junit.Api;
import io.cortexlocal.junit.CortexApi;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@CortexApi("../../examples/hello-world/cortex.yaml")
@TestInstance(Lifecycle.PER_CLASS)
class VersionsIT {

  @Api RealtimeApi helloWorld;

  @Test
  void areThoseOfTheList() {
    assertThat(System.getProperty("java.specification.version"))
        .isEqualTo(System.getProperty("expected.java"));
    assertThat(versionOf("org.junit.jupiter.api.Test"))
        .startsWith(System.getProperty("expected.junit"));
    assertThat(versionOf("org.testcontainers.DockerClientFactory"))
        .startsWith(System.getProperty("expected.testcontainers"));
  }

  @Test
  void serveAnApi() {
    assertThat(helloWorld.get("/subpath?name=Ada"))
        .hasStatus(200)
        .hasBody("{\"message\":\"Hello, Ada, from a subpath!\"}");
    assertThat(helloWorld).becameReadyWithin(Duration.ofSeconds(60));
    assertThat(helloWorld).receivedNoTrafficBeforeReady();
  }

  @Nested
  class Inside {

    @Test
    void seesTheSameApi(RealtimeApi api) {
      assertThat(api.name()).isEqualTo("hello-world");
      assertThat(api == helloWorld).isTrue();
    }
  }

  private static String versionOf(String type) {
    try {
      return Class.forName(type).getPackage().getImplementationVersion();
    } catch (ClassNotFoundException e) {
      return "none";
    }
  }
}
