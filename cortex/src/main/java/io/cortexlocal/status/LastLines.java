package io.cortexlocal.status;

import io.cortexlocal.workload.sidecar.SidecarEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The lines of a log that tell a person most: the last ones, but those about probes, blank ones,
 * and of the sidecar its records of requests and of the port, most of which the timeline tells.
 *
 * @param leftOut what stands between them and is not shown, such as {@code 3 lines about probes}
 */
record LastLines(List<String> shown, Optional<String> leftOut) {

  private static final int SHOWN = 15;

  /** The user agents of kubelets and of load balancers, as access logs have them. */
  private static final Pattern PROBE = Pattern.compile("kube-probe/|ELB-HealthChecker");

  /** Health endpoints as servers log them, with the answer that they gave. */
  private static final Pattern HEALTH =
      Pattern.compile("(GET|HEAD) /(healthz?|livez|readyz|ready|live|ping)[ ?/].*\\b200\\b");

  static LastLines of(String log, boolean sidecar) {
    List<String> shown = new ArrayList<>();
    int probes = 0;
    int blank = 0;
    int told = 0;
    // A carriage return is no end of a line: progress bars would become many.
    List<String> all = Pattern.compile("\r?\n").splitAsStream(log).toList();
    for (int i = all.size() - 1; i >= 0 && shown.size() < SHOWN; i--) {
      String line = all.get(i);
      if (line.isBlank()) {
        blank++;
      } else if (PROBE.matcher(line).find() || HEALTH.matcher(line).find()) {
        probes++;
      } else if (sidecar && isRecord(line)) {
        told++;
      } else {
        shown.add(0, line);
      }
    }
    List<String> leftOut = new ArrayList<>();
    count(probes, "about probes").ifPresent(leftOut::add);
    count(told, "about requests and the port").ifPresent(leftOut::add);
    if (shown.isEmpty() && blank > 0) {
      leftOut.add("blank lines");
    }
    return new LastLines(
        List.copyOf(shown),
        leftOut.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", leftOut)));
  }

  /**
   * Envoy's own words are plain text; the rest are records of requests and of the port's checks.
   */
  private static boolean isRecord(String line) {
    return SidecarEvent.parse(line).isPresent() || line.startsWith("{\"");
  }

  private static Optional<String> count(int lines, String which) {
    return lines == 0
        ? Optional.empty()
        : Optional.of("%d line%s %s".formatted(lines, lines == 1 ? "" : "s", which));
  }
}
