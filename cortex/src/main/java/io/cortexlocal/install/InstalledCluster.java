package io.cortexlocal.install;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.GatewayParts;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.time.Deadline;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A cluster that Cortex is installed in. It may be used at once: only what needs the gateway waits
 * for it.
 */
public final class InstalledCluster implements Cluster {

  private final Cluster cluster;
  private final CompletableFuture<Void> gatewayAnswers = new CompletableFuture<>();

  private InstalledCluster(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Installs Cortex in a cluster.
   *
   * @param clock the cluster's, for what is told of pods that are not ready
   * @return the cluster, which closes the one that was given
   * @throws ClusterException when an object is not there within the deadline
   */
  public static InstalledCluster in(
      Cluster cluster, Installation installation, InstantSource clock, Deadline deadline) {
    Installer installer = new Installer(cluster, clock);
    installer.apply(installation.objects(cluster.gatewayParts()), deadline);
    InstalledCluster installed = new InstalledCluster(cluster);
    installed.awaitGateway(installer, deadline);
    return installed;
  }

  /** What is deployed meanwhile starts beside the gateway; both take most of a start's time. */
  private void awaitGateway(Installer installer, Deadline deadline) {
    Thread waiting =
        new Thread(
            () -> {
              try {
                installer.awaitGateway(deadline);
                gatewayAnswers.complete(null);
              } catch (RuntimeException | Error e) {
                gatewayAnswers.completeExceptionally(e);
              }
            },
            "gateway-start");
    waiting.setDaemon(true);
    waiting.start();
  }

  @Override
  public String backend() {
    return cluster.backend();
  }

  @Override
  public Kubernetes kubernetes() {
    return cluster.kubernetes();
  }

  @Override
  public GatewayParts gatewayParts() {
    return cluster.gatewayParts();
  }

  @Override
  public URI gateway() {
    gatewayStarted(gatewayAnswers::join);
    return cluster.gateway();
  }

  @Override
  public Optional<Path> kubeconfig() {
    return cluster.kubeconfig();
  }

  @Override
  public void load(Collection<String> images, LocalImages local) {
    cluster.load(images, local);
  }

  @Override
  public void kill(String namespace, String pod, String container) {
    cluster.kill(namespace, pod, container);
  }

  @Override
  public void requireAlive() {
    cluster.requireAlive();
    gatewayStarted(() -> gatewayAnswers.getNow(null));
  }

  /** A failure to start is thrown as it was, whoever asks first. */
  private static void gatewayStarted(Runnable look) {
    try {
      look.run();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ClusterException failure) {
        throw new ClusterException(failure.getMessage(), failure);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
