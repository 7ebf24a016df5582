package io.cortexlocal.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Configurations for tests, with Cortex's defaults where nothing else is said. */
public final class ApiConfigs {

  private ApiConfigs() {}

  /** Returns what {@code name}, {@code kind} and one container with an image come to. */
  public static RealtimeApiConfig minimal(String name) {
    return api(name).build();
  }

  public static ApiBuilder api(String name) {
    return new ApiBuilder(name);
  }

  public static ContainerBuilder container(String name) {
    return new ContainerBuilder(name);
  }

  /** Returns a probe with Cortex's defaults. */
  public static ProbeConfig probe(Handler handler) {
    return new ProbeConfig(handler, 0, 1, 10, 1, 3);
  }

  public static Quantity quantity(String text) {
    return new Quantity(text, BigDecimal.ONE);
  }

  /** A Realtime API in the making. */
  public static final class ApiBuilder {

    private final String name;
    private String endpoint;
    private int port = 8080;
    private long maxConcurrency = 1;
    private long maxQueueLength = 100;
    private List<ContainerConfig> containers = List.of(container("web").build());
    private Optional<List<String>> nodeGroups = Optional.empty();
    private AutoscalingConfig autoscaling = defaultAutoscaling();
    private UpdateStrategyConfig updateStrategy = new UpdateStrategyConfig("25%", "25%");

    private ApiBuilder(String name) {
      this.name = name;
      this.endpoint = "/" + name;
    }

    private static AutoscalingConfig defaultAutoscaling() {
      return new AutoscalingConfig(
          1,
          100,
          1,
          1.0,
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          0.75,
          1.5,
          0.05,
          0.05);
    }

    public ApiBuilder endpoint(String path) {
      endpoint = path;
      return this;
    }

    public ApiBuilder port(int number) {
      port = number;
      return this;
    }

    public ApiBuilder limits(long concurrency, long queueLength) {
      maxConcurrency = concurrency;
      maxQueueLength = queueLength;
      return this;
    }

    public ApiBuilder containers(ContainerBuilder... builders) {
      containers = List.of(builders).stream().map(ContainerBuilder::build).toList();
      return this;
    }

    public ApiBuilder nodeGroups(String... names) {
      nodeGroups = Optional.of(List.of(names));
      return this;
    }

    public ApiBuilder replicas(int min, int max, int init) {
      autoscaling =
          new AutoscalingConfig(
              min,
              max,
              init,
              autoscaling.targetInFlight(),
              autoscaling.window(),
              autoscaling.downscaleStabilizationPeriod(),
              autoscaling.upscaleStabilizationPeriod(),
              autoscaling.maxDownscaleFactor(),
              autoscaling.maxUpscaleFactor(),
              autoscaling.downscaleTolerance(),
              autoscaling.upscaleTolerance());
      return this;
    }

    public ApiBuilder autoscaling(AutoscalingConfig config) {
      autoscaling = config;
      return this;
    }

    public ApiBuilder updateStrategy(String maxSurge, String maxUnavailable) {
      updateStrategy = new UpdateStrategyConfig(maxSurge, maxUnavailable);
      return this;
    }

    public RealtimeApiConfig build() {
      return new RealtimeApiConfig(
          name,
          new PodConfig(OptionalInt.of(port), maxConcurrency, maxQueueLength, containers),
          nodeGroups,
          endpoint,
          autoscaling,
          updateStrategy,
          0);
    }
  }

  /** A user container in the making. */
  public static final class ContainerBuilder {

    private final String name;
    private String image = "example/web:1";
    private Map<String, String> env = Map.of();
    private Optional<List<String>> command = Optional.empty();
    private Optional<List<String>> args = Optional.empty();
    private ComputeConfig compute =
        new ComputeConfig(Optional.of(quantity("200m")), Optional.empty(), 0, 0, Optional.empty());
    private Optional<ProbeConfig> liveness = Optional.empty();
    private Optional<ProbeConfig> readiness = Optional.empty();
    private Optional<Handler> preStop = Optional.empty();

    private ContainerBuilder(String name) {
      this.name = name;
    }

    public ContainerBuilder image(String reference) {
      image = reference;
      return this;
    }

    public ContainerBuilder env(Map<String, String> variables) {
      env = variables;
      return this;
    }

    public ContainerBuilder command(String... words) {
      command = Optional.of(List.of(words));
      return this;
    }

    public ContainerBuilder args(String... words) {
      args = Optional.of(List.of(words));
      return this;
    }

    public ContainerBuilder compute(UnaryOperator<ComputeConfig> change) {
      compute = change.apply(compute);
      return this;
    }

    public ContainerBuilder shm(String size) {
      return compute(
          old ->
              new ComputeConfig(
                  old.cpu(), old.mem(), old.gpu(), old.inf(), Optional.of(quantity(size))));
    }

    public ContainerBuilder liveness(ProbeConfig probe) {
      liveness = Optional.of(probe);
      return this;
    }

    public ContainerBuilder readiness(ProbeConfig probe) {
      readiness = Optional.of(probe);
      return this;
    }

    public ContainerBuilder preStop(Handler handler) {
      preStop = Optional.of(handler);
      return this;
    }

    public ContainerConfig build() {
      return new ContainerConfig(
          name, image, new TreeMap<>(env), command, args, compute, liveness, readiness, preStop);
    }
  }
}
