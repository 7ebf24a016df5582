package com.example;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.junit.CortexApi;
import java.net.URI;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A container asks the operator which APIs there are; the file that every container has says where. */
@CortexApi("cortex.yaml")
class CliConfigIT {

  @BeforeAll
  static void serveTheOperator(CortexLocal local) {
    URI outside = local.serveOperator(LocalImages.nextTo(Path.of("cortex.yaml")), 0);
    Assertions.assertThat(outside).hasHost("127.0.0.1");
  }

  @Test
  void listsTheApisOfTheCluster(RealtimeApi catalog) {
    assertThat(catalog.get("/apis")).hasStatus(200).hasBody("[\"catalog\"]");
  }
}
