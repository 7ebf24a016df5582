package io.cortexlocal.install;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.status.PodReport;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Puts what Cortex's installer makes into a cluster. */
final class Installer {

  private final Cluster cluster;
  private final InstantSource clock;

  Installer(Cluster cluster, InstantSource clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  /**
   * Puts the objects of an {@link Installation} into the cluster, without waiting for the gateway.
   *
   * @throws ClusterException when the deadline passes, naming what was not ready
   */
  void apply(List<HasMetadata> objects, Deadline deadline) {
    for (HasMetadata object : objects) {
      apply(object, deadline);
    }
  }

  /**
   * Waits until the gateway answers.
   *
   * @throws ClusterException when the deadline passes, naming what was not ready
   */
  void awaitGateway(Deadline deadline) {
    CompletableFuture<HttpClient> client = CompletableFuture.supplyAsync(GatewayAddress::client);
    await(
        ResourceType.DEPLOYMENT,
        Optional.of(Names.ISTIO_NAMESPACE),
        Names.GATEWAY_WORKLOAD,
        Installer::isReady,
        deadline);
    try {
      GatewayAddress.await(cluster, client.join(), deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while waiting for the gateway's address", e);
    }
  }

  private <T extends HasMetadata> void apply(T object, Deadline deadline) {
    T applied = cluster.kubernetes().apply(ResourceType.of(object), object);
    if (applied instanceof CustomResourceDefinition definition && !isEstablished(definition)) {
      await(
          ResourceType.CUSTOM_RESOURCE_DEFINITION,
          Optional.empty(),
          definition.getMetadata().getName(),
          Installer::isEstablished,
          deadline);
    }
  }

  private <T extends HasMetadata> void await(
      ResourceType<T> type,
      Optional<String> namespace,
      String name,
      Predicate<T> condition,
      Deadline deadline) {
    Signal signal = new Signal();
    AtomicReference<T> latest = new AtomicReference<>();
    try (Subscription watch =
        cluster
            .kubernetes()
            .watch(
                type,
                namespace,
                Map.of(),
                change -> {
                  if (change.object().getMetadata().getName().equals(name)) {
                    latest.set(change.object());
                    signal.changed();
                  }
                })) {
      boolean reached =
          signal.await(
              deadline,
              () -> {
                cluster.requireAlive();
                return latest.get() != null && condition.test(latest.get());
              });
      if (!reached) {
        throw notReady(type, namespace, name, deadline);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notReady(type, namespace, name, deadline);
    }
  }

  private ClusterException notReady(
      ResourceType<?> type, Optional<String> namespace, String name, Deadline deadline) {
    return new ClusterException(
        "%s %s of the cluster's own was not ready within %s%s"
            .formatted(type.kind(), name, deadline.budget(), evidence(namespace)));
  }

  private String evidence(Optional<String> namespace) {
    if (namespace.isEmpty()) {
      return "";
    }
    Kubernetes kubernetes = cluster.kubernetes();
    StringBuilder text = new StringBuilder();
    kubernetes
        .list(ResourceType.POD, namespace.get(), Map.of())
        .forEach(
            pod ->
                text.append(System.lineSeparator())
                    .append(PodReport.describe(kubernetes, pod, clock.instant())));
    return text.toString();
  }

  /** The conditions of a new definition are null. */
  static boolean isEstablished(CustomResourceDefinition definition) {
    return definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Established")
                        && condition.getStatus().equals("True"));
  }

  private static boolean isReady(Deployment deployment) {
    return deployment.getStatus() != null
        && deployment.getStatus().getReadyReplicas() != null
        && deployment.getStatus().getReadyReplicas() > 0;
  }
}
