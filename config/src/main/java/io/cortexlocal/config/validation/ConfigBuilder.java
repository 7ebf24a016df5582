package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.AsyncApiConfig;
import io.cortexlocal.config.AutoscalingConfig;
import io.cortexlocal.config.BatchApiConfig;
import io.cortexlocal.config.ComputeConfig;
import io.cortexlocal.config.ContainerConfig;
import io.cortexlocal.config.Handler;
import io.cortexlocal.config.PodConfig;
import io.cortexlocal.config.ProbeConfig;
import io.cortexlocal.config.Quantity;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.config.TaskApiConfig;
import io.cortexlocal.config.TrafficSplitterConfig;
import io.cortexlocal.config.TrafficSplitterConfig.Target;
import io.cortexlocal.config.UpdateStrategyConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Turns valid values into the typed configuration. */
final class ConfigBuilder {

  private static final int DEFAULT_PORT = 8080;

  private ConfigBuilder() {}

  static ApiConfig build(CheckedApi api) {
    String name = api.values().text("name");
    String endpoint = api.endpoint().orElseThrow();
    Optional<List<String>> nodeGroups = api.values().texts("node_groups");
    return switch (api.kind()) {
      case REALTIME_API -> {
        PodConfig pod = pod(api);
        yield new RealtimeApiConfig(
            name,
            pod,
            nodeGroups,
            endpoint,
            autoscaling(api, pod),
            updateStrategy(api),
            api.index());
      }
      case ASYNC_API -> {
        PodConfig pod = pod(api);
        yield new AsyncApiConfig(
            name,
            pod,
            nodeGroups,
            endpoint,
            autoscaling(api, pod),
            updateStrategy(api),
            api.index());
      }
      case BATCH_API -> new BatchApiConfig(name, pod(api), nodeGroups, endpoint, api.index());
      case TASK_API -> new TaskApiConfig(name, pod(api), nodeGroups, endpoint, api.index());
      case TRAFFIC_SPLITTER ->
          new TrafficSplitterConfig(
              name,
              api.values().sections("apis").stream().map(ConfigBuilder::target).toList(),
              endpoint,
              api.index());
    };
  }

  private static Target target(SectionValue target) {
    return new Target(
        target.text("name"),
        (int) target.whole("weight"),
        target.find("shadow", Boolean.class).orElse(false));
  }

  private static PodConfig pod(CheckedApi api) {
    SectionValue pod = api.values().section("pod").orElseThrow();
    Optional<Long> port = pod.find("port", Long.class);
    OptionalInt effectivePort =
        api.kind() == ApiKind.TASK_API
            ? OptionalInt.empty()
            : OptionalInt.of(port.map(Long::intValue).orElse(DEFAULT_PORT));
    return new PodConfig(
        effectivePort,
        pod.find("max_concurrency", Long.class).orElse(0L),
        pod.find("max_queue_length", Long.class).orElse(0L),
        pod.sections("containers").stream().map(ConfigBuilder::container).toList());
  }

  private static ContainerConfig container(SectionValue container) {
    return new ContainerConfig(
        container.text("name"),
        container.text("image"),
        new TreeMap<>(container.textMap("env")),
        container.texts("command"),
        container.texts("args"),
        compute(container.section("compute").orElseThrow()),
        container.section("liveness_probe").map(ConfigBuilder::probe),
        container.section("readiness_probe").map(ConfigBuilder::probe),
        container.section("pre_stop").map(ConfigBuilder::handler));
  }

  private static ComputeConfig compute(SectionValue compute) {
    return new ComputeConfig(
        compute.find("cpu", Quantity.class),
        compute.find("mem", Quantity.class),
        compute.whole("gpu"),
        compute.whole("inf"),
        compute.find("shm", Quantity.class));
  }

  private static ProbeConfig probe(SectionValue probe) {
    return new ProbeConfig(
        handler(probe),
        (int) probe.whole("initial_delay_seconds"),
        (int) probe.whole("timeout_seconds"),
        (int) probe.whole("period_seconds"),
        (int) probe.whole("success_threshold"),
        (int) probe.whole("failure_threshold"));
  }

  private static Handler handler(SectionValue section) {
    Optional<SectionValue> httpGet = section.section("http_get");
    if (httpGet.isPresent()) {
      return new Handler.HttpGet(httpGet.get().text("path"), (int) httpGet.get().whole("port"));
    }
    Optional<SectionValue> tcpSocket = section.section("tcp_socket");
    if (tcpSocket.isPresent()) {
      return new Handler.TcpSocket((int) tcpSocket.get().whole("port"));
    }
    return new Handler.Exec(section.section("exec").orElseThrow().texts("command").orElseThrow());
  }

  private static AutoscalingConfig autoscaling(CheckedApi api, PodConfig pod) {
    SectionValue autoscaling = api.values().section("autoscaling").orElseThrow();
    int min = (int) autoscaling.whole("min_replicas");
    return new AutoscalingConfig(
        min,
        (int) autoscaling.whole("max_replicas"),
        autoscaling.find("init_replicas", Long.class).map(Long::intValue).orElse(min),
        autoscaling.find("target_in_flight", Double.class).orElse((double) pod.maxConcurrency()),
        autoscaling.find("window", Duration.class).orElseThrow(),
        autoscaling.find("downscale_stabilization_period", Duration.class).orElseThrow(),
        autoscaling.find("upscale_stabilization_period", Duration.class).orElseThrow(),
        autoscaling.decimal("max_downscale_factor"),
        autoscaling.decimal("max_upscale_factor"),
        autoscaling.decimal("downscale_tolerance"),
        autoscaling.decimal("upscale_tolerance"));
  }

  private static UpdateStrategyConfig updateStrategy(CheckedApi api) {
    SectionValue strategy = api.values().section("update_strategy").orElseThrow();
    return new UpdateStrategyConfig(strategy.text("max_surge"), strategy.text("max_unavailable"));
  }
}
