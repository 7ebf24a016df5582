package io.cortexlocal.cluster.embedded;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.GatewayParts;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.controller.DeploymentController;
import io.cortexlocal.cluster.embedded.controller.EndpointSliceController;
import io.cortexlocal.cluster.embedded.controller.Scheduler;
import io.cortexlocal.cluster.embedded.gateway.GatewayPlace;
import io.cortexlocal.cluster.embedded.gateway.LoopbackPort;
import io.cortexlocal.cluster.embedded.image.EmbeddedImages;
import io.cortexlocal.cluster.embedded.kubelet.Kubelet;
import io.cortexlocal.cluster.embedded.linux.LinuxNode;
import io.cortexlocal.cluster.embedded.linux.LinuxRuntime;
import io.cortexlocal.cluster.embedded.linux.NodeRequirements;
import io.cortexlocal.cluster.embedded.linux.OutsideNetwork;
import io.cortexlocal.cluster.embedded.linux.Reach;
import io.cortexlocal.cluster.embedded.program.PodPrograms;
import io.cortexlocal.cluster.embedded.program.ProgramCluster;
import io.cortexlocal.cluster.embedded.rest.ApiServer;
import io.cortexlocal.cluster.embedded.setup.EnvoyBinary;
import io.cortexlocal.cluster.embedded.store.EmbeddedKubernetes;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Time;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/**
 * A cluster without Docker: objects in memory, and pods as processes of this machine in namespaces
 * of their own. It ends with this process, however that ends.
 */
final class EmbeddedCluster implements Cluster {

  private static final int SHARE_OF_MEMORY = 4;

  private final Closer closer;
  private final LinuxNode node;
  private final LoopbackPort gatewayPort;
  private final GatewayParts gatewayParts;
  private final EmbeddedImages images;
  private final Kubernetes kubernetes;
  private final Kubelet kubelet;
  private final Path kubeconfig;
  private volatile boolean closed;

  private EmbeddedCluster(
      Closer closer,
      LinuxNode node,
      LoopbackPort gatewayPort,
      GatewayParts gatewayParts,
      EmbeddedImages images,
      Kubernetes kubernetes,
      Kubelet kubelet,
      Path kubeconfig) {
    this.closer = closer;
    this.node = node;
    this.gatewayPort = gatewayPort;
    this.gatewayParts = gatewayParts;
    this.images = images;
    this.kubernetes = kubernetes;
    this.kubelet = kubelet;
    this.kubeconfig = kubeconfig;
  }

  /**
   * Returns why no embedded cluster can run on this machine, with what to try; empty when it can.
   */
  static Optional<String> obstacle(EmbeddedSettings settings) {
    NodeRequirements.Verdict verdict = check(settings);
    if (verdict instanceof NodeRequirements.Verdict.Refused refused) {
      return Optional.of(refused.reason());
    }
    try {
      EnvoyBinary.locate(settings.environment());
      return Optional.empty();
    } catch (ClusterException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static NodeRequirements.Verdict check(EmbeddedSettings settings) {
    return NodeRequirements.ofThisMachine().reaching(settings.reach()).check(settings.mode());
  }

  static EmbeddedCluster start(EmbeddedSettings settings, Time time) {
    Closer closer = new Closer();
    try {
      return start(settings, time, closer);
    } catch (RuntimeException | Error e) {
      closer.close();
      throw e;
    }
  }

  private static EmbeddedCluster start(EmbeddedSettings settings, Time time, Closer closer) {
    NodeRequirements.Verdict verdict = check(settings);
    if (verdict instanceof NodeRequirements.Verdict.Refused refused) {
      throw new ClusterException(refused.reason());
    }
    NodeRequirements.Verdict.Usable usable = (NodeRequirements.Verdict.Usable) verdict;
    Path envoy = EnvoyBinary.locate(settings.environment());
    LoopbackPort port = closer.register(LoopbackPort.reserve());
    LinuxNode node = closer.register(LinuxNode.start(usable.mode()));
    if (settings.reach() == Reach.OUTSIDE) {
      closer.register(OutsideNetwork.start(node));
    }
    LinuxRuntime pods =
        closer.register(
            new LinuxRuntime(node, MachineNode.memoryBytes() / SHARE_OF_MEMORY, settings.reach()));
    GatewayPlace gateway = new GatewayPlace(node, pods, envoy, port.number());
    PodPrograms programs = new PodPrograms(node, time);
    EmbeddedRuntime runtime = new EmbeddedRuntime(pods, gateway, programs);
    ObjectStore store = closer.register(new ObjectStore(time));
    EmbeddedImages images = new EmbeddedImages(settings.images());
    MachineImages.register(images, settings, envoy);
    Kubelet kubelet = closer.register(Kubelet.start(store, runtime, images, node.hostName(), time));
    EmbeddedKubernetes kubernetes = new EmbeddedKubernetes(store, kubelet, time);
    programs.workOn(new ProgramCluster(kubernetes, kubelet::awaitName));
    kubernetes.apply(ResourceType.NODE, MachineNode.of(node.hostName(), settings));
    closer.register(Scheduler.start(store, time));
    closer.register(EndpointSliceController.start(store, time));
    closer.register(DeploymentController.start(store, time));

    ApiServer api =
        closer.register(
            ApiServer.start(node.files(), store, kubernetes, kubelet, address(port), time));
    return new EmbeddedCluster(
        closer,
        node,
        port,
        new GatewayParts(MachineImages.GATEWAY, MachineImages.PROGRAMS, gateway.addresses()),
        images,
        kubernetes,
        kubelet,
        api.kubeconfig());
  }

  @Override
  public String backend() {
    return EmbeddedBackend.NAME;
  }

  @Override
  public Kubernetes kubernetes() {
    return kubernetes;
  }

  @Override
  public GatewayParts gatewayParts() {
    return gatewayParts;
  }

  @Override
  public URI gateway() {
    return address(gatewayPort);
  }

  private static URI address(LoopbackPort port) {
    return URI.create("http://127.0.0.1:" + port.number());
  }

  @Override
  public Optional<Path> kubeconfig() {
    return Optional.of(kubeconfig);
  }

  @Override
  public void load(Collection<String> wanted, LocalImages local) {
    images.load(wanted, local);
  }

  @Override
  public void kill(String namespace, String pod, String container) {
    kubelet.kill(namespace, pod, container);
  }

  @Override
  public void requireAlive() {
    if (closed) {
      throw new ClusterException("the embedded cluster has been closed");
    }
    if (!node.alive()) {
      throw new ClusterException(
          """
          the embedded node has ended, and the cluster is gone with it.%s
          Try: look for what killed process %d (dmesg tells when memory ran out)."""
              .formatted(
                  node.lastWords().isEmpty() ? "" : " It said last: " + node.lastWords(),
                  node.pid()));
    }
  }

  @Override
  public void close() {
    closed = true;
    closer.close();
  }
}
