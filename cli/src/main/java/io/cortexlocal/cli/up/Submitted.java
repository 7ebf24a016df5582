package io.cortexlocal.cli.up;

import io.cortexlocal.config.ApiConfig;
import java.util.List;

/**
 * What the operator made of a file. APIs of kinds that are not deployed here are in neither.
 *
 * @param taken APIs that are followed from now on
 * @param refused APIs that are as they were before
 */
record Submitted(List<ApiConfig> taken, List<ApiConfig> refused) {

  Submitted {
    taken = List.copyOf(taken);
    refused = List.copyOf(refused);
  }
}
