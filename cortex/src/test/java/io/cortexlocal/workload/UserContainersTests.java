package io.cortexlocal.workload;

import static io.cortexlocal.config.ApiConfigs.container;
import static io.cortexlocal.config.ApiConfigs.quantity;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.config.ApiConfigs.ContainerBuilder;
import io.cortexlocal.config.ComputeConfig;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserContainersTests {

  @Test
  void keepTheirOrderAndTheSidecarIsLast() {
    RealtimeObjects objects =
        Objects.of(ApiConfigs.api("a1").containers(container("web"), container("cache")));

    assertThat(Objects.pod(objects).getContainers())
        .extracting(Container::getName)
        .containsExactly("web", "cache", "proxy");
  }

  @Test
  void runTheImageAsItIs() {
    Container web = web(container("web").image("registry.example:5000/web@sha256:00"));

    assertThat(web.getImage()).isEqualTo("registry.example:5000/web@sha256:00");
    assertThat(web.getImagePullPolicy()).isEqualTo("Always");
    assertThat(web.getCommand()).isEmpty();
    assertThat(web.getArgs()).isEmpty();
    assertThat(web.getPorts()).isEmpty();
    assertThat(web.getEnvFrom()).isEmpty();
    assertThat(web.getLivenessProbe()).isNull();
    assertThat(web.getReadinessProbe()).isNull();
    assertThat(web.getStartupProbe()).isNull();
    assertThat(web.getLifecycle()).isNull();
  }

  @Test
  void runTheCommandAndArgumentsThatWereConfigured() {
    Container web = web(container("web").command("python", "-u").args("app.py", "$(CORTEX_PORT)"));

    assertThat(web.getCommand()).containsExactly("python", "-u");
    assertThat(web.getArgs()).containsExactly("app.py", "$(CORTEX_PORT)");
  }

  @Test
  void haveCortexVariablesBeforeTheUsersSortedOnes() {
    RealtimeObjects objects =
        Objects.of(
            ApiConfigs.api("a1")
                .port(9000)
                .containers(container("web").env(Map.of("ZEBRA", "z", "ALPHA", "a", "alpha", ""))));

    assertThat(Objects.container(objects, "web").getEnv())
        .extracting(EnvVar::getName, EnvVar::getValue)
        .extracting(Object::toString)
        .containsExactly(
            "(\"CORTEX_VERSION\", \"0.42.1\")",
            "(\"CORTEX_LOG_LEVEL\", \"INFO\")",
            "(\"CORTEX_CLI_CONFIG_DIR\", \"/cortex/client\")",
            "(\"CORTEX_PORT\", \"9000\")",
            "(\"ALPHA\", \"a\")",
            "(\"ZEBRA\", \"z\")",
            "(\"alpha\", \"\")");
  }

  @Test
  void requestCpuAndMemoryWithoutLimits() {
    Container web =
        web(
            container("web")
                .compute(
                    old ->
                        new ComputeConfig(
                            old.cpu(), Optional.of(quantity("1.5Gi")), 0, 0, Optional.empty())));

    assertThat(web.getResources().getRequests())
        .isEqualTo(Map.of("cpu", new Quantity("200m"), "memory", new Quantity("1.5Gi")));
    assertThat(web.getResources().getLimits()).isEmpty();
  }

  @Test
  void requestNoCpuWhenItIsNull() {
    Container web =
        web(
            container("web")
                .compute(
                    old ->
                        new ComputeConfig(
                            Optional.empty(), Optional.empty(), 0, 0, Optional.empty())));

    assertThat(web.getResources().getRequests()).isEmpty();
    assertThat(web.getResources().getLimits()).isEmpty();
  }

  @Test
  void requestAndLimitGpus() {
    Container web =
        web(
            container("web")
                .compute(old -> new ComputeConfig(old.cpu(), old.mem(), 2, 0, Optional.empty())));

    assertThat(web.getResources().getRequests())
        .isEqualTo(Map.of("cpu", new Quantity("200m"), "nvidia.com/gpu", new Quantity("2")));
    assertThat(web.getResources().getLimits())
        .isEqualTo(Map.of("nvidia.com/gpu", new Quantity("2")));
    assertThat(web.getSecurityContext().getCapabilities()).isNull();
  }

  @Test
  void requestAndLimitInferentiaWithItsHugePagesAndCapabilities() {
    Container web =
        web(
            container("web")
                .compute(old -> new ComputeConfig(old.cpu(), old.mem(), 0, 3, Optional.empty())));

    Map<String, Quantity> limits =
        Map.of("aws.amazon.com/neuron", new Quantity("3"), "hugepages-2Mi", new Quantity("768Mi"));
    assertThat(web.getResources().getLimits()).isEqualTo(limits);
    assertThat(web.getResources().getRequests())
        .containsAllEntriesOf(limits)
        .containsEntry("cpu", new Quantity("200m"));
    assertThat(web.getSecurityContext().getCapabilities().getAdd())
        .containsExactly("SYS_ADMIN", "IPC_LOCK");
    assertThat(web.getSecurityContext().getPrivileged()).isTrue();
  }

  @Test
  void arePrivilegedAsInCortexOnlyWhenAsked() {
    WorkloadSettings unprivileged =
        new WorkloadSettings(
            "0.42.1", "example/envoy:1", "IfNotPresent", false, Optional.empty(), Optional.empty());
    RealtimeObjects plain = Objects.of(ApiConfigs.minimal("a1"), unprivileged);
    RealtimeObjects inferentia =
        Objects.of(
            ApiConfigs.api("a1")
                .containers(
                    container("web")
                        .compute(
                            old -> new ComputeConfig(old.cpu(), old.mem(), 0, 1, Optional.empty())))
                .build(),
            unprivileged);

    assertThat(web(container("web")).getSecurityContext().getPrivileged()).isTrue();
    assertThat(Objects.container(plain, "web").getSecurityContext()).isNull();
    assertThat(Objects.container(plain, "web").getImagePullPolicy()).isEqualTo("IfNotPresent");
    assertThat(Objects.container(inferentia, "web").getSecurityContext().getPrivileged()).isNull();
    assertThat(Objects.container(inferentia, "web").getSecurityContext().getCapabilities().getAdd())
        .containsExactly("SYS_ADMIN", "IPC_LOCK");
  }

  @Test
  void shareScratchSpaceAndTheClientsConfiguration() {
    RealtimeObjects objects = Objects.of(ApiConfigs.minimal("a1"));

    assertThat(Objects.container(objects, "web").getVolumeMounts())
        .extracting(UserContainersTests::mount)
        .containsExactly(
            "mnt /mnt", "cortex /cortex", "client-config /cortex/client/cli.yaml cli.yaml");
    var volumes = Objects.pod(objects).getVolumes();
    assertThat(volumes).extracting("name").startsWith("mnt", "cortex", "client-config");
    assertThat(volumes.get(0).getEmptyDir()).isNotNull();
    assertThat(volumes.get(0).getEmptyDir().getMedium()).isNull();
    assertThat(volumes.get(1).getEmptyDir()).isNotNull();
    assertThat(volumes.get(2).getConfigMap().getName()).isEqualTo("client-config");
  }

  @Test
  void withShmHaveAVolumeInMemoryOfThatSize() {
    RealtimeObjects objects =
        Objects.of(ApiConfigs.api("a1").containers(container("web").shm("64Mi")));

    var volumes = Objects.pod(objects).getVolumes();
    assertThat(volumes).extracting("name").startsWith("mnt", "cortex", "client-config", "dshm-web");
    assertThat(volumes.get(3).getEmptyDir().getMedium()).isEqualTo("Memory");
    assertThat(volumes.get(3).getEmptyDir().getSizeLimit()).isEqualTo(new Quantity("64Mi"));
    assertThat(Objects.container(objects, "web").getVolumeMounts())
        .extracting(UserContainersTests::mount)
        .endsWith("dshm-web /dev/shm");
  }

  @Test
  void afterOneWithShmGetItsMemoryToo() {
    RealtimeObjects objects =
        Objects.of(
            ApiConfigs.api("a1")
                .containers(
                    container("first"),
                    container("second").shm("64Mi"),
                    container("third"),
                    container("fourth").shm("32Mi")));

    assertThat(sharedMemory(objects, "first")).isEmpty();
    assertThat(sharedMemory(objects, "second")).containsExactly("dshm-second");
    assertThat(sharedMemory(objects, "third")).containsExactly("dshm-second");
    assertThat(sharedMemory(objects, "fourth")).containsExactly("dshm-second", "dshm-fourth");
    assertThat(Objects.container(objects, "proxy").getVolumeMounts())
        .noneMatch(mount -> mount.getMountPath().equals("/dev/shm"));
  }

  private static List<String> sharedMemory(RealtimeObjects objects, String container) {
    return Objects.container(objects, container).getVolumeMounts().stream()
        .filter(mount -> mount.getMountPath().equals("/dev/shm"))
        .map(VolumeMount::getName)
        .toList();
  }

  private static String mount(VolumeMount mount) {
    return mount.getName()
        + " "
        + mount.getMountPath()
        + (mount.getSubPath() == null ? "" : " " + mount.getSubPath());
  }

  private static Container web(ContainerBuilder container) {
    return Objects.container(Objects.of(ApiConfigs.api("a1").containers(container)), "web");
  }
}
