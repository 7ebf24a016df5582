package io.cortexlocal.cli.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cortexlocal.cli.running.InMemoryOperator;
import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
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
  private final LivePage page =
      LivePage.serve(
          operator.cluster().kubernetes(),
          endpoint -> "http://127.0.0.1:9" + endpoint,
          Clock.systemUTC());

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

  void closePage() {
    page.close();
  }

  @Override
  public void close() {
    page.close();
    operator.close();
  }
}
