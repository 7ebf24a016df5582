package io.cortexlocal.cli.up;

import io.cortexlocal.cli.ci.CiOutput;
import io.cortexlocal.cli.ci.SmokeRequest;
import java.util.List;
import java.util.Optional;

/**
 * What a run does once its APIs are Ready, and where it leaves what it found.
 *
 * @param command empty when there is none
 */
record CiPlan(List<SmokeRequest> smoke, List<String> command, Optional<CiOutput> output) {

  CiPlan {
    smoke = List.copyOf(smoke);
    command = List.copyOf(command);
  }
}
