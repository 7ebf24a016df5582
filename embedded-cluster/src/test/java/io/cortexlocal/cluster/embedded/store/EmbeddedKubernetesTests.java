package io.cortexlocal.cluster.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpecBuilder;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddedKubernetesTests {

  private static final String CONTAINER = "spec.template.spec.containers[0]";
  private static final String INVALID =
      "cannot apply Deployment default/web: Deployment.apps \"web\" is invalid: ";
  private static final String MISSING =
      "cannot apply Deployment default/web: the embedded cluster does not have ";

  private final ObjectStore store = new ObjectStore(InstantSource.system());
  private final List<String> asked = new ArrayList<>();
  private final EmbeddedKubernetes kubernetes =
      new EmbeddedKubernetes(store, new Pods(), InstantSource.system());

  @AfterEach
  void close() {
    store.close();
  }

  private <T extends HasMetadata> T apply(T object) {
    return kubernetes.apply(ResourceType.of(object), object);
  }

  @Test
  void takesAVariablesNameThatOlderKubernetesRefuses() {
    Deployment deployment =
        apply(
            new DeploymentBuilder(deployment())
                .editSpec()
                .editTemplate()
                .editSpec()
                .editContainer(0)
                .addNewEnv()
                .withName("1 KEY/a")
                .withValue("x")
                .endEnv()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build());

    assertThat(deployment.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv())
        .extracting("name")
        .contains("1 KEY/a");
  }

  @Test
  void fillsInKubernetesDefaults() {
    Deployment deployment =
        apply(
            new DeploymentBuilder(deployment())
                .editSpec()
                .withReplicas(null)
                .withStrategy(null)
                .editTemplate()
                .editSpec()
                .editContainer(0)
                .withImage("registry:5000/web")
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPort(new IntOrString(80))
                .endHttpGet()
                .endReadinessProbe()
                .withNewResources()
                .addToLimits("nvidia.com/gpu", new Quantity("1"))
                .endResources()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build());

    assertThat(deployment.getSpec().getReplicas()).isEqualTo(1);
    assertThat(deployment.getSpec().getStrategy().getType()).isEqualTo("RollingUpdate");
    assertThat(deployment.getSpec().getStrategy().getRollingUpdate().getMaxSurge().getStrVal())
        .isEqualTo("25%");
    var pod = deployment.getSpec().getTemplate().getSpec();
    assertThat(pod.getRestartPolicy()).isEqualTo("Always");
    assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(30);
    var container = pod.getContainers().get(0);
    assertThat(container.getImagePullPolicy()).isEqualTo("Always");
    assertThat(container.getReadinessProbe().getTimeoutSeconds()).isEqualTo(1);
    assertThat(container.getReadinessProbe().getPeriodSeconds()).isEqualTo(10);
    assertThat(container.getReadinessProbe().getFailureThreshold()).isEqualTo(3);
    assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/");
    assertThat(container.getResources().getRequests()).containsKey("nvidia.com/gpu");
  }

  @Test
  void refusesKindsOnWhichNothingActs() {
    ResourceType<GenericKubernetesResource> job =
        new ResourceType<>("batch/v1", "Job", "jobs", true, GenericKubernetesResource.class);
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion("batch/v1");
    object.setKind("Job");
    object.setMetadata(new ObjectMetaBuilder().withName("j").withNamespace("default").build());

    assertThatThrownBy(() -> kubernetes.apply(job, object))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            """
            cannot apply Job j: nothing in the embedded cluster acts on kind Job (batch/v1); it \
            knows Pod (v1), Service (v1), ConfigMap (v1), Secret (v1), Event (v1), ServiceAccount (v1), \
            Namespace (v1), Node (v1), Deployment (apps/v1), EndpointSlice (discovery.k8s.io/v1), \
            Gateway (networking.istio.io/v1beta1), VirtualService (networking.istio.io/v1beta1), \
            CustomResourceDefinition (apiextensions.k8s.io/v1), ClusterRole \
            (rbac.authorization.k8s.io/v1), ClusterRoleBinding (rbac.authorization.k8s.io/v1)
            Try: backend k3s (cortex.local.backend=k3s), which is all of Kubernetes.""");
    assertThatThrownBy(() -> kubernetes.list(job, "default", Map.of()))
        .hasMessageStartingWith(
            "cannot list jobs: nothing in the embedded cluster acts on kind Job");
    assertThatThrownBy(
            () -> kubernetes.watch(job, Optional.empty(), Map.of(), change -> asked.add("none")))
        .hasMessageStartingWith("cannot watch jobs: ");
    assertThatThrownBy(() -> kubernetes.get(job, "default", "j"))
        .hasMessageStartingWith("cannot get Job j: ");
    assertThatThrownBy(() -> kubernetes.delete(job, "default", "j"))
        .hasMessageStartingWith("cannot delete Job j: ");
  }

  @Test
  void refusesFieldsThatWouldBeIgnored() {
    refused(
        spec -> spec.editTemplate().editSpec().withHostNetwork(true).endSpec().endTemplate(),
        MISSING
            + """
            spec.template.spec.hostNetwork
            Try: backend k3s (cortex.local.backend=k3s), which is all of Kubernetes.""");
    refused(
        spec ->
            spec.editTemplate()
                .editSpec()
                .addNewInitContainer()
                .withName("i")
                .withImage("i")
                .endInitContainer()
                .addNewVolume()
                .withName("host")
                .withNewHostPath()
                .withPath("/")
                .endHostPath()
                .endVolume()
                .endSpec()
                .endTemplate(),
        MISSING
            + """
            spec.template.spec.initContainers, spec.template.spec.volumes[0] (host), which is \
            neither emptyDir nor configMap
            Try: backend k3s (cortex.local.backend=k3s), which is all of Kubernetes.""");
    refusedContainer(
        container ->
            container
                .addNewEnv()
                .withName("A")
                .withNewValueFrom()
                .withNewResourceFieldRef()
                .withResource("limits.cpu")
                .endResourceFieldRef()
                .endValueFrom()
                .endEnv()
                .withNewLivenessProbe()
                .withNewGrpc()
                .withPort(1)
                .endGrpc()
                .endLivenessProbe(),
        MISSING
            + CONTAINER
            + ".env[0].valueFrom.resourceFieldRef, "
            + CONTAINER
            + ".livenessProbe.grpc\n"
            + "Try: backend k3s (cortex.local.backend=k3s), which is all of Kubernetes.");
  }

  @Test
  void refusesASelectorThatIsNotTheTemplates() {
    refused(
        spec -> spec.editSelector().addToMatchLabels("other", "label").endSelector(),
        INVALID
            + "spec.template.metadata.labels: Invalid value: {\"app\":\"web\"}: `selector` does not"
            + " match template `labels`");
  }

  @Test
  void refusesAChangeOfTheSelector() {
    apply(deployment());
    refused(
        spec ->
            spec.withNewSelector()
                .addToMatchLabels("b", "2")
                .addToMatchLabels("a", "1")
                .endSelector()
                .editTemplate()
                .editMetadata()
                .addToLabels("a", "1")
                .addToLabels("b", "2")
                .endMetadata()
                .endTemplate(),
        INVALID
            + "spec.selector: Invalid value: {\"matchLabels\":{\"a\":\"1\",\"b\":\"2\"}}: field is"
            + " immutable");
    assertThat(
            kubernetes
                .get(ResourceType.DEPLOYMENT, "default", "web")
                .orElseThrow()
                .getSpec()
                .getSelector()
                .getMatchLabels())
        .containsOnlyKeys("app");
  }

  @Test
  void refusesTwoMountsOnOnePath() {
    refused(
        spec ->
            spec.editTemplate()
                .editSpec()
                .addNewVolume()
                .withName("a")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .editContainer(0)
                .addNewVolumeMount()
                .withName("a")
                .withMountPath("/dev/shm")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("none")
                .withMountPath("/dev/shm")
                .endVolumeMount()
                .endContainer()
                .endSpec()
                .endTemplate(),
        INVALID
            + "["
            + CONTAINER
            + ".volumeMounts[1].name: Not found: \"none\", "
            + CONTAINER
            + ".volumeMounts[1].mountPath: Invalid value: \"/dev/shm\": must be unique]");
  }

  @Test
  void refusesProbesThatKubernetesRefuses() {
    refusedContainer(
        container ->
            container
                .withNewLivenessProbe()
                .withSuccessThreshold(2)
                .withNewTcpSocket()
                .withPort(new IntOrString(70_000))
                .endTcpSocket()
                .endLivenessProbe()
                .withNewReadinessProbe()
                .withPeriodSeconds(-1)
                .endReadinessProbe(),
        INVALID
            + "["
            + CONTAINER
            + ".livenessProbe.tcpSocket.port: Invalid value: 70000: must be between 1 and 65535,"
            + " inclusive, "
            + CONTAINER
            + ".livenessProbe.successThreshold: Invalid value: 2: must be 1, "
            + CONTAINER
            + ".readinessProbe: Required value: must specify a handler type, "
            + CONTAINER
            + ".readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to"
            + " 0]");
  }

  @Test
  void refusesLimitsThatAllowNoUpdate() {
    refused(
        spec ->
            spec.editStrategy()
                .withNewRollingUpdate()
                .withMaxSurge(new IntOrString("0%"))
                .withMaxUnavailable(new IntOrString(0))
                .endRollingUpdate()
                .endStrategy(),
        INVALID
            + "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when"
            + " `maxSurge` is 0");
    refused(
        spec ->
            spec.editStrategy()
                .withNewRollingUpdate()
                .withMaxSurge(new IntOrString(-1))
                .withMaxUnavailable(new IntOrString("101%"))
                .endRollingUpdate()
                .endStrategy(),
        INVALID
            + "[spec.strategy.rollingUpdate.maxSurge: Invalid value: -1: must be greater than or"
            + " equal to 0, spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"101%\":"
            + " must not be greater than 100%]");
  }

  @Test
  void refusesResourcesThatKubernetesRefuses() {
    refusedContainer(
        container ->
            container
                .withNewResources()
                .addToRequests("memory", new Quantity("2Gi"))
                .addToLimits("memory", new Quantity("1Gi"))
                .endResources(),
        INVALID
            + CONTAINER
            + ".resources.requests: Invalid value: \"2Gi\": must be less than or equal to memory"
            + " limit of 1Gi");
    refusedContainer(
        container ->
            container
                .withNewResources()
                .addToRequests("nvidia.com/gpu", new Quantity("1"))
                .endResources(),
        INVALID
            + CONTAINER
            + ".resources.limits: Required value: Limit must be set for non overcommitable"
            + " resources");
    refusedContainer(
        container ->
            container.withNewResources().addToRequests("cpu", new Quantity("-1")).endResources(),
        INVALID
            + CONTAINER
            + ".resources.requests[cpu]: Invalid value: \"-1\": must be greater than or equal to"
            + " 0");
  }

  @Test
  void refusesNamesAndLabelsThatKubernetesRefuses() {
    Deployment named = deployment();
    named.getMetadata().setName("Web_1");
    assertThatThrownBy(() -> apply(named))
        .hasMessage(
            "cannot apply Deployment default/Web_1: Deployment.apps \"Web_1\" is invalid:"
                + " metadata.name: Invalid value: \"Web_1\": a lowercase RFC 1123 subdomain must"
                + " consist of lower case alphanumeric characters, '-' or '.', and must start and"
                + " end with an alphanumeric character (e.g. 'example.com', regex used for"
                + " validation is"
                + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
    Deployment labelled = deployment();
    labelled.getMetadata().setLabels(Map.of("a", "no spaces here"));
    assertThatThrownBy(() -> apply(labelled))
        .hasMessageStartingWith(
            INVALID
                + "metadata.labels: Invalid value: \"no spaces here\": a valid label must be an"
                + " empty string or consist of alphanumeric characters");
    Service service =
        new ServiceBuilder()
            .withNewMetadata()
            .withName("1web")
            .withNamespace("default")
            .endMetadata()
            .withNewSpec()
            .addNewPort()
            .withPort(0)
            .endPort()
            .endSpec()
            .build();
    assertThatThrownBy(() -> apply(service))
        .hasMessageContaining("metadata.name: Invalid value: \"1web\": a DNS-1035 label must")
        .hasMessageContaining(
            "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive");
    assertThatThrownBy(
            () ->
                kubernetes.label(
                    ResourceType.DEPLOYMENT, "default", "web", Map.of("x", "no spaces")))
        .hasMessageStartingWith("cannot label Deployment default/web: metadata.labels: Invalid");
    assertThatThrownBy(() -> apply(new ConfigMapBuilder().withNewMetadata().endMetadata().build()))
        .hasMessage(
            "cannot apply ConfigMap: metadata.name: Required value: name or generateName is"
                + " required");
  }

  @Test
  void aNamespaceMustBeThere() {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("a")
            .withNamespace("nowhere")
            .endMetadata()
            .build();
    assertThatThrownBy(() -> apply(map))
        .hasMessage("cannot apply ConfigMap nowhere/a: namespaces \"nowhere\" not found");
    assertThat(kubernetes.get(ResourceType.NAMESPACE, "", "default"))
        .hasValueSatisfying(
            namespace -> assertThat(namespace.getStatus().getPhase()).isEqualTo("Active"));
  }

  @Test
  void anAppliedPodKeepsItsNodeAndCannotBeChanged() {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("p")
            .withNamespace("default")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("c")
            .withImage("i")
            .endContainer()
            .endSpec()
            .build();
    apply(pod);
    store.update(
        ResourceType.POD,
        "default",
        "p",
        it -> new PodBuilder(it).editSpec().withNodeName("node").endSpec().build());
    assertThat(apply(pod).getSpec().getNodeName()).isEqualTo("node");

    pod.getSpec().getContainers().get(0).setImage("other");
    assertThatThrownBy(() -> apply(pod))
        .hasMessageStartingWith(
            "cannot apply Pod default/p: Pod \"p\" is invalid: spec: Forbidden: pod updates may not"
                + " change fields");
  }

  @Test
  void scalesAndLabelsWhatIsThere() {
    apply(deployment());
    kubernetes.scale("default", "web", 3);
    kubernetes.label(ResourceType.DEPLOYMENT, "default", "web", Map.of("theirs", "1"));
    Deployment scaled = kubernetes.get(ResourceType.DEPLOYMENT, "default", "web").orElseThrow();
    assertThat(scaled.getSpec().getReplicas()).isEqualTo(3);
    assertThat(scaled.getMetadata().getGeneration()).isEqualTo(2);
    assertThat(apply(deployment()).getMetadata().getLabels()).containsEntry("theirs", "1");

    assertThatThrownBy(() -> kubernetes.scale("default", "none", 3))
        .hasMessage("cannot scale Deployment default/none: deployments.apps \"none\" not found");
    assertThatThrownBy(() -> kubernetes.scale("default", "web", -1))
        .hasMessageEndingWith(
            "spec.replicas: Invalid value: -1: must be greater than or equal to 0");
    assertThatThrownBy(
            () -> kubernetes.label(ResourceType.SERVICE, "default", "none", Map.of("a", "1")))
        .hasMessage("cannot label Service default/none: services \"none\" not found");
    kubernetes.delete(ResourceType.DEPLOYMENT, "default", "web");
    kubernetes.delete(ResourceType.DEPLOYMENT, "default", "web");
    assertThat(kubernetes.list(ResourceType.DEPLOYMENT, "default", Map.of())).isEmpty();
  }

  @Test
  void anApplyWithoutReplicasLeavesThem() {
    apply(deployment());
    kubernetes.scale("default", "web", 3);
    assertThat(apply(deployment()).getSpec().getReplicas()).isEqualTo(3);
  }

  @Test
  void aNewObjectsStatusIsNotTheAppliers() {
    Deployment deployment =
        new DeploymentBuilder(deployment())
            .withNewStatus()
            .withReadyReplicas(1)
            .endStatus()
            .build();
    assertThat(apply(deployment).getStatus()).isNull();
  }

  @Test
  void aPodsPortIsTheNodesToConnectTo() {
    assertThatThrownBy(() -> kubernetes.connect("default", "p", 80))
        .isInstanceOf(ClusterException.class)
        .hasMessage("cannot connect to port 80 of Pod default/p: pods \"p\" not found");
    store.apply(
        ResourceType.POD,
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("p")
            .endMetadata()
            .build());

    assertThatThrownBy(() -> kubernetes.connect("default", "p", 80))
        .isInstanceOf(IOException.class)
        .hasMessage("nothing listens");

    assertThat(asked).containsExactly("connect default/p:80");
  }

  @Test
  void containersAreTheNodes() {
    assertThat(kubernetes.logs("default", "p", "c", 5, true)).isEqualTo("log");
    kubernetes.followLogs("default", "p", "c", asked::add).close();
    assertThat(kubernetes.exec("default", "p", "c", Duration.ofSeconds(1), List.of("ls")).output())
        .isEqualTo("out");
    assertThat(asked)
        .containsExactly(
            "logs default/p/c 5 true", "a line", "closed", "exec default/p/c PT1S [ls]");
  }

  private void refused(UnaryOperator<DeploymentSpecBuilder> change, String message) {
    assertThatThrownBy(
            () ->
                apply(
                    new DeploymentBuilder(deployment())
                        .withSpec(
                            change.apply(new DeploymentSpecBuilder(deployment().getSpec())).build())
                        .build()))
        .isInstanceOf(ClusterException.class)
        .hasMessage(message);
  }

  private void refusedContainer(UnaryOperator<ContainerBuilder> change, String message) {
    Deployment deployment = deployment();
    var containers = deployment.getSpec().getTemplate().getSpec().getContainers();
    containers.set(0, change.apply(new ContainerBuilder(containers.get(0))).build());
    assertThatThrownBy(() -> apply(deployment))
        .isInstanceOf(ClusterException.class)
        .hasMessage(message);
  }

  private static Deployment deployment() {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withNewSelector()
        .addToMatchLabels("app", "web")
        .endSelector()
        .withNewStrategy()
        .endStrategy()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", "web")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("c")
        .withImage("i:1")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private final class Pods implements PodAccess {

    @Override
    public String logs(
        String namespace, String pod, String container, int lines, boolean previous) {
      asked.add("logs %s/%s/%s %d %s".formatted(namespace, pod, container, lines, previous));
      return "log";
    }

    @Override
    public Subscription followLogs(String namespace, String pod, String container, LogLines lines) {
      lines.line("a line");
      return () -> asked.add("closed");
    }

    @Override
    public List<WrittenLine> written(
        String namespace, String pod, String container, int lines, boolean previous) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Subscription followWritten(
        String namespace,
        String pod,
        String container,
        int last,
        WrittenLines lines,
        Runnable done) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ExecResult exec(
        String namespace, String pod, String container, Duration timeout, List<String> command) {
      asked.add("exec %s/%s/%s %s %s".formatted(namespace, pod, container, timeout, command));
      return new ExecResult(OptionalInt.of(0), "out", "");
    }

    @Override
    public SocketChannel connect(String namespace, String pod, int port) throws IOException {
      asked.add("connect %s/%s:%d".formatted(namespace, pod, port));
      throw new IOException("nothing listens");
    }
  }
}
