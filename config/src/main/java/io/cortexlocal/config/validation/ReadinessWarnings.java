package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.config.schema.Violation;
import java.util.List;
import java.util.Optional;

/** Whether anything but the bound port says that a replica can answer. */
final class ReadinessWarnings {

  private static final long DEFAULT_PORT = 8080;

  private final Report report;

  ReadinessWarnings(Report report) {
    this.report = report;
  }

  void check(CheckedApi api, SectionValue pod) {
    List<SectionValue> containers = pod.sections("containers");
    boolean portKnown = !pod.isGivenAndNotNull("port") || pod.find("port", Long.class).isPresent();
    if (api.kind() != ApiKind.REALTIME_API || containers.isEmpty() || !portKnown) {
      return;
    }
    long port = pod.find("port", Long.class).orElse(DEFAULT_PORT);
    SectionValue connecting = null;
    boolean anyProbe = false;
    for (SectionValue container : containers) {
      if (looksAt(container, "http_get", port)) {
        return;
      }
      if (connecting == null && looksAt(container, "tcp_socket", port)) {
        connecting = container;
      }
      anyProbe |= isProbed(container);
    }
    if (connecting == containers.get(0) || (connecting != null && !isProbed(containers.get(0)))) {
      reportConnecting(connecting, port);
    } else if (!isProbed(containers.get(0))) {
      reportGap(containers.get(0), port, anyProbe);
    }
  }

  private static boolean isProbed(SectionValue container) {
    return container.isGivenAndNotNull("readiness_probe");
  }

  private static boolean looksAt(SectionValue container, String handler, long port) {
    SectionValue probe = container.section("readiness_probe").orElse(null);
    SectionValue section = probe == null ? null : probe.section(handler).orElse(null);
    return section != null && section.find("port", Long.class).orElse(-1L) == port;
  }

  private void reportGap(SectionValue container, long port, boolean anyProbe) {
    String what =
        anyProbe
            ? "no readiness probe looks at port "
                + port
                + ", nor runs in the container that serves it"
            : "no readiness probe";
    report.warning(
        container.location().at(container.locationOf("name").span()),
        new Violation(
            Rules.READINESS_GAP,
            List.of(what, Long.toString(port)),
            Optional.of(
                "with a path that answers once the server can work: readiness_probe: {http_get:"
                    + " {path: /healthz, port: %d}}".formatted(port))));
  }

  private void reportConnecting(SectionValue container, long port) {
    report.warning(
        container.section("readiness_probe").orElseThrow().locationOf("tcp_socket"),
        new Violation(
            Rules.READINESS_TCP_ONLY,
            List.of(Long.toString(port)),
            Optional.of(
                "if the server answers a path only once it can work: http_get: {path: /healthz,"
                    + " port: %d}".formatted(port))));
  }
}
