package io.cortexlocal.cli.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cortexlocal.cli.running.InMemoryOperator;
import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.cluster.embedded.ScriptedSidecars;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.inflight.InFlightGauges;
import io.cortexlocal.time.SystemTime;
import io.cortexlocal.workload.Names;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** A page of a cluster in memory, and what may happen to its one API. */
final class ShownCluster implements AutoCloseable {

  private static final String YAML =
      """
      - name: hello
        kind: RealtimeAPI
        pod:
          port: 8080
          containers:
          - name: app
            image: example/hello:1
            readiness_probe: {http_get: {path: /, port: 8080}}
      """;

  private final InMemoryOperator operator = new InMemoryOperator();
  private final ScriptedSidecars sidecars = new ScriptedSidecars();
  private final SystemTime time = new SystemTime();
  private final InFlightGauges gauges =
      InFlightGauges.sample(operator.cluster().kubernetes(), time);
  private final LivePage page =
      LivePage.serve(
          operator.cluster().kubernetes(),
          gauges,
          endpoint -> "http://127.0.0.1:9" + endpoint,
          Clock.systemUTC());

  ShownCluster() {
    operator.cluster().node().serve(Names.PROXY_ADMIN_PORT, sidecars::address);
  }

  URI address() {
    return page.address();
  }

  InMemoryCluster cluster() {
    return operator.cluster();
  }

  void deploy() {
    ParseResult result =
        CortexConfig.parse("cortex.yaml", YAML.getBytes(UTF_8), Optional.empty(), Set.of());
    operator.deploy(((ParseResult.Valid) result).config(), false);
  }

  void delete() {
    operator.operator().delete("hello", false);
  }

  void write(String replica, String container, String line) {
    operator.cluster().node().write(replica, container, line);
  }

  /** Says what a replica's sidecar has taken and not answered. */
  void load(String replica, int running, int queued) {
    sidecars.load(replica, running, queued);
  }

  void closePage() {
    page.close();
  }

  @Override
  public void close() {
    page.close();
    gauges.close();
    time.close();
    operator.close();
    sidecars.close();
  }
}
