/**
 * The {@code proxy} container of a Realtime API's pod: Envoy, configured to behave as Cortex's own
 * proxy does.
 *
 * <p>It limits requests in flight, queues, refuses, reports the health of the container's port, and
 * writes what happened as lines of JSON ({@link io.cortexlocal.workload.sidecar.SidecarEvent}).
 */
@NullMarked
package io.cortexlocal.workload.sidecar;

import org.jspecify.annotations.NullMarked;
