package io.cortexlocal.operator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A deployed API.
 *
 * @param endpoint the path at the gateway
 * @param spec the specification that is deployed, in Cortex's form; empty when the cluster no
 *     longer has it
 * @param status empty where the kind has no replicas
 * @param versions those that were deployed, the newest first, the one that is deployed among them
 */
public record ApiDetails(
    ApiMetadata metadata,
    String endpoint,
    Optional<JsonNode> spec,
    Optional<ApiStatus> status,
    List<Version> versions) {

  public ApiDetails {
    versions = List.copyOf(versions);
  }

  /** A deployment of an API, and when it was made. */
  public record Version(String apiId, Instant lastUpdated) {}
}
