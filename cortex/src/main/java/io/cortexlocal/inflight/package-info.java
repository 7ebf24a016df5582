/**
 * The gauge {@code cortex_in_flight_requests} of each replica, as Cortex's proxy reports it and
 * Cortex's Prometheus keeps it, from the sidecars' own statistics.
 */
@NullMarked
package io.cortexlocal.inflight;

import org.jspecify.annotations.NullMarked;
