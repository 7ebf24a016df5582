package io.cortexlocal.cluster.k3s;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.cluster.GatewayParts;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.fabric8.Fabric8Kubernetes;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Deadline;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.wait.strategy.Wait;

/** A k3s cluster of one node, in a container that ends with this process. */
final class K3sCluster implements Cluster {

  private static final Logger LOG = LoggerFactory.getLogger(K3sCluster.class);

  private static final int REQUEST_RETRIES = 3;

  /** How long a node that has ended may be one whose engine is about to end too. */
  private static final Duration ENGINE_STOP = Duration.ofSeconds(3);

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");

  private final Closer closer;
  private final DockerEngine engine;
  private final K3sNode node;
  private final Kubernetes kubernetes;
  private final Path kubeconfig;
  private final GatewayParts gatewayParts;
  private final ImageLoader images;

  private K3sCluster(
      Closer closer,
      DockerEngine engine,
      K3sNode node,
      Kubernetes kubernetes,
      Path kubeconfig,
      GatewayParts gatewayParts,
      ImageLoader images) {
    this.closer = closer;
    this.engine = engine;
    this.node = node;
    this.kubernetes = kubernetes;
    this.kubeconfig = kubeconfig;
    this.gatewayParts = gatewayParts;
    this.images = images;
  }

  /**
   * Makes sure that images can be had here, as far as that can be told without building or pulling
   * one. Does nothing where no Docker engine answers.
   *
   * @throws io.cortexlocal.image.ImageException naming the image that cannot be had, and why
   */
  static void requireImages(K3sSettings settings, Collection<String> images, LocalImages local) {
    ImageLoader.refuseCommands(images, local);
    if (settings.cluster().neverPull()) {
      DockerEngine.find()
          .ifPresent(
              engine ->
                  images.stream()
                      .filter(image -> local.source(image).isEmpty())
                      .forEach(image -> ImageLoader.requireLocal(engine, image, true)));
    }
  }

  static K3sCluster start(K3sSettings settings, Deadline deadline) {
    DockerEngine engine =
        DockerEngine.find()
            .orElseThrow(
                () ->
                    new ClusterException(
                        """
                        no Docker engine answers, and the backend k3s needs one.
                        Try: docker info, or the setting cortex.local.backend=embedded."""));
    Closer closer = new Closer();
    try {
      return start(settings, engine, deadline, closer);
    } catch (RuntimeException | Error e) {
      closer.close();
      throw e;
    }
  }

  private static K3sCluster start(
      K3sSettings settings, DockerEngine engine, Deadline deadline, Closer closer) {
    Leftovers.remove(engine);
    Path scratch = ScratchFolder.make(closer);
    ImageLoader.requireOwn(engine, settings, System.getenv());
    CompletableFuture<SystemImages> systemImages =
        CompletableFuture.supplyAsync(() -> SystemImages.prepare(engine, settings, scratch));
    K3sNode node = closer.register(container(settings, deadline));
    startNode(node, engine, settings);
    LOG.info("k3s node {} is up", settings.nodeImage());

    Path kubeconfig = PrivateFile.write(scratch.resolve("kubeconfig"), node.kubeconfig());
    Config access = Config.fromKubeconfig(kubeconfig.toFile());
    // A node on this machine answers or is gone: long retries would only hide the latter.
    access.setRequestRetryBackoffLimit(REQUEST_RETRIES);
    KubernetesClient client =
        closer.register(new KubernetesClientBuilder().withConfig(access).build());
    Kubernetes kubernetes = new Fabric8Kubernetes(client);
    for (Node machine : kubernetes.list(ResourceType.NODE, "", Map.of())) {
      kubernetes.label(
          ResourceType.NODE, "", machine.getMetadata().getName(), Map.of("workload", "true"));
    }
    ImageStore store = new ImageStore(node);
    SystemImages system = joined(systemImages);
    system.saved().importInto(store);
    LOG.info("gateway and sidecar images are on the node");

    return new K3sCluster(
        closer,
        engine,
        node,
        kubernetes,
        kubeconfig,
        new GatewayParts(settings.cluster().envoyImage(), system.controlPlane()),
        new ImageLoader(engine, store, settings.cluster(), scratch));
  }

  private static K3sNode container(K3sSettings settings, Deadline deadline) {
    @SuppressWarnings("resource")
    K3sNode node = new K3sNode(settings.nodeImage());
    node.withExposedPorts(K3sNode.API_PORT, GATEWAY_NODE_PORT)
        .withLabel(Owner.LABEL, Owner.thisProcess().label())
        .withCommand(
            "server",
            "--disable=traefik",
            "--disable=servicelb",
            "--disable=metrics-server",
            "--disable=local-storage",
            "--tls-san=" + node.getHost())
        .waitingFor(
            Wait.forLogMessage(".*Node controller sync successful.*", 1)
                .withStartupTimeout(deadline.left()));
    if (LOOPBACK.contains(node.getHost())) {
      node.withCreateContainerCmdModifier(K3sCluster::publishOnLoopback);
    }
    return node;
  }

  /** The engine would publish on every address of the machine. */
  private static void publishOnLoopback(CreateContainerCmd command) {
    HostConfig host = command.getHostConfig();
    if (host != null) {
      host.withPortBindings(onLoopback(K3sNode.API_PORT), onLoopback(GATEWAY_NODE_PORT));
    }
  }

  private static PortBinding onLoopback(int port) {
    return new PortBinding(Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(port));
  }

  private static void startNode(K3sNode node, DockerEngine engine, K3sSettings settings) {
    try {
      node.start();
    } catch (RuntimeException e) {
      String reason =
          engine.answers()
              ? DockerEngine.rootMessage(e)
              : "the Docker engine stopped answering while the node started";
      throw new ClusterException(
          """
          the k3s node did not start from image %s: %s
          Try: docker run --privileged --rm %s server, or a longer %s (now %s)."""
              .formatted(
                  settings.nodeImage(),
                  reason,
                  settings.nodeImage(),
                  ClusterSettings.START_TIMEOUT,
                  settings.cluster().startTimeout()),
          e);
    }
  }

  private static <T> T joined(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public String backend() {
    return K3sBackend.NAME;
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
    return URI.create(
        "http://%s:%d".formatted(node.getHost(), node.getMappedPort(GATEWAY_NODE_PORT)));
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
    new NodeContainers(node, kubernetes).kill(namespace, pod, container);
  }

  @Override
  public void requireAlive() {
    requireEngine(engine.answers());
    if (node.isRunning()) {
      return;
    }
    requireEngine(!engineStops());
    throw new ClusterException(
        """
        the container of the k3s node has ended, and the cluster is gone with it.
        Try: docker logs %s"""
            .formatted(node.getContainerId()));
  }

  private static void requireEngine(boolean there) {
    if (!there) {
      throw new ClusterException(
          """
          the Docker engine stopped answering, and the cluster is gone with it.
          Try: docker info. What it may have left is removed when the next run starts.""");
    }
  }

  private boolean engineStops() {
    try {
      return engine.stopsWithin(ENGINE_STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !engine.answers();
    }
  }

  @Override
  public void close() {
    closer.close();
  }
}
