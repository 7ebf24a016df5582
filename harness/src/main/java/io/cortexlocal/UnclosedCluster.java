package io.cortexlocal;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.GatewayParts;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.image.LocalImages;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/** A cluster for those who do not end it. */
final class UnclosedCluster implements Cluster {

  private final Cluster cluster;

  UnclosedCluster(Cluster cluster) {
    this.cluster = cluster;
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
  }

  @Override
  public void close() {
    throw new IllegalStateException(
        "the cluster cannot be closed by itself: it ends with the CortexLocal that it is of");
  }
}
