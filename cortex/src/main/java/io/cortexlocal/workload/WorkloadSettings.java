package io.cortexlocal.workload;

import java.time.Duration;
import java.util.Optional;

/**
 * What the objects of an API depend on besides its configuration.
 *
 * @param cortexVersion the version of Cortex that containers are told, {@code CORTEX_VERSION}
 * @param proxyImage the image of the sidecar, which holds an Envoy, bash and perl
 * @param imagePullPolicy of the user's containers; Cortex says {@code Always}
 * @param privileged whether the user's containers are privileged, as Cortex's are
 * @param answersPath the path that the sidecar gets once from each new replica, to learn when its
 *     workers answer; empty when nothing is to be asked
 * @param terminationGrace what a pod has to end in before it is killed, in whole seconds, the last
 *     of them rounded up; empty for Cortex's own
 */
public record WorkloadSettings(
    String cortexVersion,
    String proxyImage,
    String imagePullPolicy,
    boolean privileged,
    Optional<String> answersPath,
    Optional<Duration> terminationGrace) {}
