package io.cortexlocal.cli.up;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cli.control.Explanation;
import io.cortexlocal.cli.control.Explanations;
import io.cortexlocal.cli.running.OperatorClient;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.json.Json;
import io.cortexlocal.observe.Rollout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Explains the APIs of this process's cluster, whoever deployed them. */
record ProgressExplanations(ApiProgress progress, OperatorClient operator) implements Explanations {

  @Override
  public Optional<Explanation> of(String api) {
    return progress
        .of(api)
        .map(
            rollout ->
                new Explanation(
                    RolloutText.of(rollout),
                    rollout.serving(),
                    rollout.serving() ? Optional.empty() : progress.hopeless(api),
                    rollout.serving() ? Optional.empty() : written(api).map(progress::hint),
                    progress.describe(api)));
  }

  @Override
  public boolean serves(String api) {
    return progress.of(api).filter(Rollout::serving).isPresent();
  }

  /** Returns the API as it was submitted; empty when the operator has it no longer. */
  private Optional<RealtimeApiConfig> written(String api) {
    JsonNode submitted = operator.api(api).at("/spec/submitted_api_spec");
    if (!submitted.isObject()) {
      return Optional.empty();
    }
    byte[] file = Json.line(List.of(submitted)).getBytes(StandardCharsets.UTF_8);
    return CortexConfig.parse(api, file, Optional.empty(), Set.of())
            instanceof ParseResult.Valid valid
        ? valid.config().apis().stream()
            .filter(RealtimeApiConfig.class::isInstance)
            .map(RealtimeApiConfig.class::cast)
            .findFirst()
        : Optional.empty();
  }
}
