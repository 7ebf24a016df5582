package io.cortexlocal.operator.http;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.inflight.ReplicaGauge;
import io.cortexlocal.workload.Names;
import java.util.List;

/**
 * What Cortex's proxies report, in Prometheus' text format, with the labels that Cortex's
 * Prometheus gives it.
 */
final class ProxyGauges {

  private static final String NAME = "cortex_in_flight_requests";

  private ProxyGauges() {}

  /** Returns a series for each replica, and nothing where there is none. */
  static String of(List<ReplicaGauge> replicas) {
    if (replicas.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append("# HELP %s The number of in-flight requests for a cortex API\n".formatted(NAME))
        .append("# TYPE %s gauge\n".formatted(NAME));
    replicas.forEach(replica -> text.append(series(replica)));
    return text.toString();
  }

  private static String series(ReplicaGauge replica) {
    return "%s{api_kind=\"%s\",api_name=\"%s\",container=\"%s\",namespace=\"%s\",pod=\"%s\",pod_name=\"%s\"} %s\n"
        .formatted(
            NAME,
            ApiKind.REALTIME_API.text(),
            replica.api(),
            Names.PROXY_CONTAINER,
            Names.NAMESPACE,
            replica.replica(),
            replica.replica(),
            number(replica.value()));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
