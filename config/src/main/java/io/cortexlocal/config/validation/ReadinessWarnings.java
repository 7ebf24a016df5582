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
    if (containers.stream().anyMatch(container -> getsPort(container, port))) {
      return;
    }
    Optional<SectionValue> connecting =
        containers.stream().filter(container -> connectsToPort(container, port)).findFirst();
    if (connecting.isPresent()) {
      reportConnecting(connecting.get(), port);
    } else if (!isProbed(containers.get(0))) {
      boolean anyProbe = containers.stream().anyMatch(ReadinessWarnings::isProbed);
      reportGap(containers.get(0), port, anyProbe);
    }
  }

  private static boolean isProbed(SectionValue container) {
    return container.isGivenAndNotNull("readiness_probe");
  }

  private static boolean getsPort(SectionValue container, long port) {
    return handlerPort(container, "http_get").filter(own -> own == port).isPresent();
  }

  private static boolean connectsToPort(SectionValue container, long port) {
    return handlerPort(container, "tcp_socket").filter(own -> own == port).isPresent();
  }

  private static Optional<Long> handlerPort(SectionValue container, String handler) {
    return container
        .section("readiness_probe")
        .flatMap(probe -> probe.section(handler))
        .flatMap(section -> section.find("port", Long.class));
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
