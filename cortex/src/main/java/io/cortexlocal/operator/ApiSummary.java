package io.cortexlocal.operator;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A deployed API, as a list shows it.
 *
 * @param status empty where the kind has no replicas
 * @param targets the number of a TrafficSplitter's targets, its shadow included; else empty
 */
public record ApiSummary(ApiMetadata metadata, Optional<ApiStatus> status, OptionalInt targets) {}
