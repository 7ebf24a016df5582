package io.cortexlocal.operator.http;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.operator.ApiMetadata;
import io.cortexlocal.operator.ApiSummary;
import java.util.List;

/**
 * The one gauge that Cortex's operator has of its own, in Prometheus' text format: what the cluster
 * costs, in dollars an hour. On this machine that is nothing; the series are there, so that what
 * reads them finds them.
 */
final class ClusterCost {

  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final String NAME = "cortex_cluster_cost";

  private ClusterCost() {}

  /** Returns the series of the cluster, of each API, and of each kind. */
  static String of(List<ApiSummary> apis) {
    StringBuilder text = new StringBuilder();
    text.append("# HELP %s The cost of the cluster in dollars an hour\n".formatted(NAME))
        .append("# TYPE %s gauge\n".formatted(NAME))
        .append(series(false, false, "cluster-costs"))
        .append(series(false, false, "cortex-system-costs"));
    apis.stream()
        .map(ApiSummary::metadata)
        .filter(api -> !api.kind().equals(ApiKind.TRAFFIC_SPLITTER.text()))
        .map(ApiMetadata::name)
        .forEach(name -> text.append(series(true, false, name)));
    for (ApiKind kind : ApiKind.values()) {
      if (kind != ApiKind.TRAFFIC_SPLITTER) {
        text.append(series(false, true, kind.text()));
      }
    }
    return text.toString();
  }

  private static String series(boolean api, boolean kind, String component) {
    return "%s{api=\"%b\",component=\"%s\",kind=\"%b\"} 0\n".formatted(NAME, api, component, kind);
  }
}
