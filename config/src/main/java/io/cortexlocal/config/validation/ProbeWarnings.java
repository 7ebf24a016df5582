package io.cortexlocal.config.validation;

import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.config.schema.Violation;
import java.util.List;
import java.util.Optional;

/** Probes and hooks whose timings cannot be meant as they are. */
final class ProbeWarnings {

  private static final List<String> HANDLERS = List.of("http_get", "tcp_socket", "exec");

  private final Report report;

  ProbeWarnings(Report report) {
    this.report = report;
  }

  void check(SectionValue container) {
    SectionValue liveness = container.section("liveness_probe").orElse(null);
    SectionValue readiness = container.section("readiness_probe").orElse(null);
    if (liveness != null) {
      checkSuccessThreshold(liveness);
    }
    if (liveness != null && readiness != null) {
      checkTogether(liveness, readiness);
    }
    Optional<Drain> drain = Drain.longest(container);
    if (drain.isPresent()) {
      reportDrain(drain.get());
    }
  }

  private void checkSuccessThreshold(SectionValue liveness) {
    Optional<Long> threshold = liveness.find("success_threshold", Long.class);
    if (threshold.isPresent() && threshold.get() > 1) {
      report.warning(
          liveness.locationOf("success_threshold"),
          Rules.LIVENESS_SUCCESS_THRESHOLD,
          threshold.get().toString());
    }
  }

  private void checkTogether(SectionValue liveness, SectionValue readiness) {
    Optional<Timing> alive = Timing.of(liveness);
    Optional<Timing> ready = Timing.of(readiness);
    if (alive.isEmpty() || ready.isEmpty()) {
      return;
    }
    long killedAfter = alive.get().initialDelay() + alive.get().patience();
    if (killedAfter <= ready.get().initialDelay()) {
      report.warning(
          liveness.location(),
          new Violation(
              Rules.LIVENESS_BEFORE_READINESS,
              List.of(
                  Long.toString(killedAfter),
                  alive.get().text(),
                  Long.toString(ready.get().initialDelay())),
              Optional.of(
                  "in the liveness probe: initial_delay_seconds: "
                      + (ready.get().initialDelay() + ready.get().patience()))));
    } else if (sameHandler(liveness, readiness)
        && alive.get().patience() < ready.get().patience()
        && killedAfter < ready.get().initialDelay() + ready.get().patience()) {
      report.warning(
          liveness.location(),
          new Violation(
              Rules.PROBES_CONTRADICT,
              List.of(
                  Long.toString(alive.get().patience()),
                  alive.get().text(),
                  Long.toString(ready.get().patience()),
                  ready.get().text()),
              Optional.of(
                  "in the liveness probe: failure_threshold: "
                      + (ready.get().patience() / alive.get().period() + 1))));
    }
  }

  private static boolean sameHandler(SectionValue left, SectionValue right) {
    for (String handler : HANDLERS) {
      Optional<SectionValue> one = left.section(handler);
      Optional<SectionValue> other = right.section(handler);
      if (one.isPresent() && other.isPresent()) {
        return one.get().find("port", Long.class).equals(other.get().find("port", Long.class))
            && one.get().find("path", String.class).equals(other.get().find("path", String.class))
            && one.get().texts("command").equals(other.get().texts("command"));
      }
    }
    return false;
  }

  private void reportDrain(Drain drain) {
    report.warning(
        drain.location(),
        new Violation(
            Rules.LONG_DRAIN,
            List.of(drain.what(), Long.toString(drain.seconds())),
            Optional.of("at most 55 seconds, so that requests in flight have time to end")));
  }

  /**
   * When a probe is asked, in seconds; a zero counts as absent, as in Kubernetes.
   *
   * @param failures how many in a row count
   */
  private record Timing(long initialDelay, long period, long failures) {

    static Optional<Timing> of(SectionValue probe) {
      Optional<Long> delay = probe.find("initial_delay_seconds", Long.class);
      Optional<Long> period = probe.find("period_seconds", Long.class);
      Optional<Long> failures = probe.find("failure_threshold", Long.class);
      if (delay.isEmpty() || period.isEmpty() || failures.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Timing(
              delay.get(),
              period.get() == 0 ? 10 : period.get(),
              failures.get() == 0 ? 3 : failures.get()));
    }

    long patience() {
      return period * failures;
    }

    String text() {
      return failures + " × " + period + " s";
    }
  }
}
