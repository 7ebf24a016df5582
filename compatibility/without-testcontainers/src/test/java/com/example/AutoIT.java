package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.junit.CortexCluster;
import org.junit.jupiter.api.Test;

@CortexCluster
class AutoIT {

  @Test
  void takesTheEmbeddedCluster(CortexLocal local) {
    assertThat(local.cluster().backend()).isEqualTo("embedded");
  }
}
