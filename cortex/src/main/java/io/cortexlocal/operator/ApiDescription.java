package io.cortexlocal.operator;

/**
 * A deployed API and its pods.
 *
 * @param endpoint the path at the gateway
 */
public record ApiDescription(
    ApiMetadata metadata, String endpoint, ApiStatus status, PodCounts pods) {}
