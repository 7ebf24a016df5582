package io.cortexlocal.workload;

import io.cortexlocal.config.ComputeConfig;
import io.cortexlocal.config.ContainerConfig;
import io.cortexlocal.config.PodConfig;
import io.cortexlocal.config.Quantity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** The containers that the user declared, and the volumes that they share. */
record UserContainers(List<Container> containers, List<Volume> volumes) {

  private static final long HUGEPAGES_MI_PER_CHIP = 256;

  static UserContainers of(PodConfig pod, SecretVariables variables, WorkloadSettings settings) {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(emptyDir("mnt"));
    volumes.add(emptyDir("cortex"));
    volumes.add(
        new VolumeBuilder()
            .withName("client-config")
            .withNewConfigMap()
            .withName("client-config")
            .endConfigMap()
            .build());
    // Cortex 0.42 shares one list of mounts between the containers, so those after one with shm
    // get its /dev/shm too.
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(mount("mnt", "/mnt"));
    mounts.add(mount("cortex", "/cortex"));
    mounts.add(
        new VolumeMountBuilder(mount("client-config", "/cortex/client/cli.yaml"))
            .withSubPath("cli.yaml")
            .build());

    List<Container> containers = new ArrayList<>();
    for (ContainerConfig config : pod.containers()) {
      config
          .compute()
          .shm()
          .ifPresent(
              size -> {
                String name = "dshm-" + config.name();
                volumes.add(sharedMemory(name, size));
                mounts.add(mount(name, "/dev/shm"));
              });
      containers.add(container(config, pod.port(), variables, List.copyOf(mounts), settings));
    }
    return new UserContainers(List.copyOf(containers), List.copyOf(volumes));
  }

  private static Container container(
      ContainerConfig config,
      OptionalInt port,
      SecretVariables variables,
      List<VolumeMount> mounts,
      WorkloadSettings settings) {
    ContainerBuilder container =
        new ContainerBuilder()
            .withName(config.name())
            .withImage(config.image())
            .withImagePullPolicy(settings.imagePullPolicy())
            .withEnv(environment(config, port, variables, settings.cortexVersion()))
            .withResources(resources(config.compute()))
            .withVolumeMounts(mounts);
    config.command().ifPresent(container::withCommand);
    config.args().ifPresent(container::withArgs);
    config.livenessProbe().map(Probes::probe).ifPresent(container::withLivenessProbe);
    config.readinessProbe().map(Probes::probe).ifPresent(container::withReadinessProbe);
    config.preStop().map(Probes::preStop).ifPresent(container::withLifecycle);
    SecurityContextBuilder security = new SecurityContextBuilder();
    if (settings.privileged()) {
      security.withPrivileged(true);
    }
    if (config.compute().inf() > 0) {
      security.withNewCapabilities().withAdd("SYS_ADMIN", "IPC_LOCK").endCapabilities();
    }
    if (settings.privileged() || config.compute().inf() > 0) {
      container.withSecurityContext(security.build());
    }
    return container.build();
  }

  private static List<EnvVar> environment(
      ContainerConfig config, OptionalInt port, SecretVariables variables, String cortexVersion) {
    List<EnvVar> environment = new ArrayList<>();
    environment.add(variable("CORTEX_VERSION", cortexVersion));
    environment.add(variable("CORTEX_LOG_LEVEL", "INFO"));
    environment.add(variable("CORTEX_CLI_CONFIG_DIR", "/cortex/client"));
    port.ifPresent(number -> environment.add(variable("CORTEX_PORT", Integer.toString(number))));
    // First, so that what the configuration says may refer to them.
    Set<String> ofThisMachine = variables.names(config.name());
    ofThisMachine.stream()
        .filter(name -> !config.env().containsKey(name))
        .forEach(name -> environment.add(variables.variable(config.name(), name)));
    config
        .env()
        .forEach(
            (name, value) ->
                environment.add(
                    ofThisMachine.contains(name)
                        ? variables.variable(config.name(), name)
                        : variable(name, value)));
    return environment;
  }

  private static ResourceRequirements resources(ComputeConfig compute) {
    ResourceRequirementsBuilder resources = new ResourceRequirementsBuilder();
    compute
        .cpu()
        .map(UserContainers::quantity)
        .ifPresent(cpu -> resources.addToRequests("cpu", cpu));
    compute
        .mem()
        .map(UserContainers::quantity)
        .ifPresent(mem -> resources.addToRequests("memory", mem));
    if (compute.gpu() > 0) {
      requestAndLimit(resources, "nvidia.com/gpu", Long.toString(compute.gpu()));
    }
    if (compute.inf() > 0) {
      requestAndLimit(resources, "aws.amazon.com/neuron", Long.toString(compute.inf()));
      requestAndLimit(resources, "hugepages-2Mi", compute.inf() * HUGEPAGES_MI_PER_CHIP + "Mi");
    }
    return resources.build();
  }

  private static void requestAndLimit(
      ResourceRequirementsBuilder resources, String resource, String amount) {
    io.fabric8.kubernetes.api.model.Quantity quantity =
        new io.fabric8.kubernetes.api.model.Quantity(amount);
    resources.addToRequests(resource, quantity).addToLimits(resource, quantity);
  }

  private static io.fabric8.kubernetes.api.model.Quantity quantity(Quantity quantity) {
    return new io.fabric8.kubernetes.api.model.Quantity(quantity.text());
  }

  static EnvVar variable(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }

  private static VolumeMount mount(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
  }

  private static Volume emptyDir(String name) {
    return new VolumeBuilder().withName(name).withNewEmptyDir().endEmptyDir().build();
  }

  private static Volume sharedMemory(String name, Quantity size) {
    return new VolumeBuilder()
        .withName(name)
        .withNewEmptyDir()
        .withMedium("Memory")
        .withSizeLimit(quantity(size))
        .endEmptyDir()
        .build();
  }
}
