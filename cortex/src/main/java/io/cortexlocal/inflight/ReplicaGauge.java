package io.cortexlocal.inflight;

/**
 * What one replica reports now.
 *
 * @param api whose replica it is
 * @param replica its pod
 * @param value of {@code cortex_in_flight_requests}
 */
public record ReplicaGauge(String api, String replica, double value) {}
