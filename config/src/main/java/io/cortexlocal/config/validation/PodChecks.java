package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.Quantity;
import io.cortexlocal.config.schema.CortexText;
import io.cortexlocal.config.schema.Rules;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What Cortex checks of a pod after its keys are fine one by one. */
final class PodChecks {

  private static final List<String> PROBE_HANDLERS = List.of("http_get", "tcp_socket", "exec");
  private static final List<String> PROBE_HANDLERS_WITHOUT_EXEC = List.of("http_get", "tcp_socket");
  private static final List<String> HOOK_HANDLERS = List.of("http_get", "exec");

  private final ApiKind kind;
  private final Report report;

  PodChecks(ApiKind kind, Report report) {
    this.kind = kind;
    this.report = report;
  }

  void check(SectionValue pod) {
    if (kind == ApiKind.TASK_API && pod.find("port", Long.class).isPresent()) {
      report.semanticError(pod.location().labelled(pod.locationOf("port")), Rules.PORT_ON_TASK);
    }
    checkAccelerators(pod);
    Set<String> names = new HashSet<>();
    for (SectionValue container : pod.sections("containers")) {
      checkContainer(container, names);
    }
  }

  private void checkAccelerators(SectionValue pod) {
    long gpus = 0;
    long chips = 0;
    Optional<Location> last = Optional.empty();
    for (SectionValue container : pod.sections("containers")) {
      SectionValue compute = container.section("compute").orElse(null);
      if (compute != null) {
        long gpu = compute.find("gpu", Long.class).orElse(0L);
        long inf = compute.find("inf", Long.class).orElse(0L);
        gpus += gpu;
        chips += inf;
        if (gpu > 0 || inf > 0) {
          last = Optional.of(compute.locationOf(inf > 0 ? "inf" : "gpu"));
        }
      }
    }
    if (gpus > 0 && chips > 0 && last.isPresent()) {
      Location compute = pod.location().key("compute", last.get().span());
      report.semanticError(compute.withPathOf(last.get()), Rules.GPU_AND_INF);
    }
  }

  private void checkContainer(SectionValue container, Set<String> names) {
    Optional<String> name = container.find("name", String.class);
    if (name.isPresent() && !names.add(name.get())) {
      Location image = container.location().key("image", container.locationOf("name").span());
      report.semanticError(
          image.withPathOf(container.locationOf("name")), Rules.DUPLICATE_CONTAINER, name.get());
    }
    boolean job = kind == ApiKind.BATCH_API || kind == ApiKind.TASK_API;
    if (job && container.lacks("command")) {
      report.semanticError(container.locationOf("command"), Rules.COMMAND_REQUIRED, kind.text());
    }
    checkEnvironment(container);
    boolean exec = kind == ApiKind.REALTIME_API;
    checkHandlers(
        container, "readiness_probe", exec ? PROBE_HANDLERS : PROBE_HANDLERS_WITHOUT_EXEC);
    checkHandlers(container, "liveness_probe", PROBE_HANDLERS);
    checkHandlers(container, "pre_stop", HOOK_HANDLERS);
    checkSharedMemory(container);
  }

  private void checkEnvironment(SectionValue container) {
    for (String key : container.textMap("env").keySet()) {
      if (key.startsWith("CORTEX_") || key.startsWith("KUBEXIT_")) {
        report.semanticError(container.textKey("env", key), Rules.RESERVED_ENV);
      }
    }
  }

  private void checkHandlers(SectionValue container, String name, List<String> handlers) {
    SectionValue section = container.section(name).orElse(null);
    if (section == null) {
      return;
    }
    long given = handlers.stream().filter(section::isGivenAndNotNull).count();
    if (given != 1) {
      report.semanticError(
          container.locationOf(name), Rules.ONE_HANDLER, expectation(handlers, given > 1));
    }
  }

  private static String expectation(List<String> handlers, boolean several) {
    String list = CortexText.list(handlers.stream().map(CortexText::quoted).toList(), "or");
    if (handlers.size() > 2) {
      return (several ? "only one" : "one") + " of the following fields: " + list;
    }
    return "either " + list + (several ? " (both cannot be specified at the same time)" : "");
  }

  private void checkSharedMemory(SectionValue container) {
    SectionValue compute = container.section("compute").orElse(null);
    if (compute == null) {
      return;
    }
    Optional<Quantity> shm = compute.find("shm", Quantity.class);
    Optional<Quantity> mem = compute.find("mem", Quantity.class);
    if (shm.isPresent() && mem.isPresent() && shm.get().value().compareTo(mem.get().value()) > 0) {
      report.semanticError(
          compute.location().labelled(compute.locationOf("shm")),
          Rules.SHM_ABOVE_MEM,
          shm.get().text(),
          mem.get().text());
    }
  }
}
