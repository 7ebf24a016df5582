package io.cortexlocal.operator;

import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.workload.DeploymentIdentity;

/** What became of one API of a deployment; the others are not affected by it. */
public sealed interface DeployResult {

  /** Returns the API. */
  ApiConfig api();

  /**
   * The API is in the cluster.
   *
   * @param identity its ids; of an API that did not change, the API id was made for this answer
   *     alone, as in Cortex
   * @param message in Cortex's words, such as {@code creating text-generator (RealtimeAPI)}
   */
  record Accepted(ApiConfig api, DeploymentIdentity identity, Outcome outcome, String message)
      implements DeployResult {}

  /** The API is as it was before. */
  record Refused(ApiConfig api, OperatorException reason) implements DeployResult {}

  /** What the operator did. */
  enum Outcome {
    CREATED,
    UPDATED,
    /** Nothing, since the same is being rolled out. */
    ALREADY_UPDATING,
    /** Nothing, since the same is there. */
    UP_TO_DATE
  }
}
