package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.junit.Api;
import io.cortexlocal.junit.CortexApi;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@CortexApi("../../examples/hello-world/cortex.yaml")
@SpringBootTest
class ApplicationIT {

  @Api static RealtimeApi helloWorld;

  @DynamicPropertySource
  static void apis(DynamicPropertyRegistry properties) {
    properties.add("hello-world.url", helloWorld::url);
  }

  @Value("${hello-world.url}")
  String url;

  @Test
  void knowsTheApi() {
    assertThat(url).isEqualTo(helloWorld.url().toString());
  }

  @SpringBootConfiguration
  static class Application {}
}
