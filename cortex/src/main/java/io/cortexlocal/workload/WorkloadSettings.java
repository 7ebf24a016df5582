package io.cortexlocal.workload;

import java.util.Optional;

/**
 * What the objects of an API depend on besides its configuration.
 *
 * @param proxyImage the image of the sidecar, which holds an Envoy, bash and perl
 * @param imagePullPolicy of the user's containers; Cortex says {@code Always}
 * @param privileged whether the user's containers are privileged, as Cortex's are
 * @param answersPath the path that the sidecar gets once from each new replica, to learn when its
 *     workers answer; empty when nothing is to be asked
 */
public record WorkloadSettings(
    String proxyImage, String imagePullPolicy, boolean privileged, Optional<String> answersPath) {

  /** The version of Cortex that is followed. */
  public static final String CORTEX_VERSION = "0.42.0";
}
