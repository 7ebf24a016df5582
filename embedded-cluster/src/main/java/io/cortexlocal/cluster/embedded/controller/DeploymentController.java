package io.cortexlocal.cluster.embedded.controller;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Time;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Gives each Deployment its pods, and replaces them step by step when its template changes, within
 * the limits of its strategy.
 *
 * <p>There are no ReplicaSets: a Deployment owns its pods, which are named and labelled as those of
 * the ReplicaSet that Kubernetes makes.
 */
public final class DeploymentController implements AutoCloseable {

  private static final String COMPONENT = "deployment-controller";

  private final ObjectStore store;
  private final Time time;
  private final RandomGenerator random = new SplittableRandom();
  private final ReconcileLoop<ObjectName> loop;
  private final Closer closer = new Closer();

  private DeploymentController(ObjectStore store, Time time) {
    this.store = store;
    this.time = time;
    this.loop = new ReconcileLoop<>(COMPONENT, time, this::reconcile);
  }

  /**
   * Starts to act on the Deployments of a store.
   *
   * @param time by which replicas become available, and roll-outs make no progress
   */
  public static DeploymentController start(ObjectStore store, Time time) {
    DeploymentController controller = new DeploymentController(store, time);
    controller.closer.register(controller.loop);
    controller.loop.start();
    controller.closer.register(
        store.watch(
            ResourceType.DEPLOYMENT,
            Optional.empty(),
            Map.of(),
            change -> controller.loop.add(ObjectName.of(change.object()))));
    controller.closer.register(
        store.watch(
            ResourceType.POD,
            Optional.empty(),
            Map.of(),
            change -> owner(change.object()).ifPresent(controller.loop::add)));
    return controller;
  }

  private static Optional<ObjectName> owner(Pod pod) {
    List<OwnerReference> owners = pod.getMetadata().getOwnerReferences();
    return owners.stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .filter(owner -> owner.getKind().equals(ResourceType.DEPLOYMENT.kind()))
        .findFirst()
        .map(owner -> new ObjectName(pod.getMetadata().getNamespace(), owner.getName()));
  }

  private void reconcile(ObjectName name) {
    Optional<Deployment> found = store.get(ResourceType.DEPLOYMENT, name.namespace(), name.name());
    if (found.isEmpty()) {
      return;
    }
    Deployment deployment = found.get();
    String hash = PodTemplates.hash(deployment.getSpec().getTemplate());
    RolloutLimits limits = RolloutLimits.of(deployment);
    Collection<Pod> all = pods(deployment);
    ReplicaPods pods = replicas(deployment, hash, all);
    Scaling scaling =
        RolloutLimits.isRecreate(deployment)
            ? Scaling.recreate(pods, limits, hash, all)
            : Scaling.rolling(pods, limits, hash);
    scale(deployment, hash, pods, scaling);
    report(deployment, hash);
  }

  private void scale(Deployment deployment, String hash, ReplicaPods pods, Scaling scaling) {
    if (scaling.added() > 0) {
      for (int pod = 0; pod < scaling.added(); pod++) {
        create(deployment, hash);
      }
      int before = pods.updated().size();
      record(deployment, "up", hash, before, before + scaling.added());
    }
    scaling
        .removed()
        .forEach(
            (template, removed) -> {
              removed.forEach(
                  pod ->
                      store.delete(
                          ResourceType.POD,
                          pod.getMetadata().getNamespace(),
                          pod.getMetadata().getName()));
              int before =
                  template.equals(hash) ? pods.updated().size() : pods.old().get(template).size();
              record(deployment, "down", template, before, before - removed.size());
            });
  }

  private void create(Deployment deployment, String hash) {
    Pod pod = PodTemplates.pod(deployment, hash, random);
    while (store
        .get(ResourceType.POD, pod.getMetadata().getNamespace(), pod.getMetadata().getName())
        .isPresent()) {
      pod = PodTemplates.pod(deployment, hash, random);
    }
    store.create(ResourceType.POD, pod);
  }

  private void record(Deployment deployment, String direction, String hash, int from, int to) {
    store.record(
        deployment,
        COMPONENT,
        "Normal",
        "ScalingReplicaSet",
        "Scaled %s replica set %s from %d to %d"
            .formatted(direction, PodTemplates.replicaSet(deployment, hash), from, to));
  }

  private void report(Deployment deployment, String hash) {
    ReplicaPods pods = replicas(deployment, hash, pods(deployment));
    DeploymentStatuses statuses =
        new DeploymentStatuses(deployment, PodTemplates.replicaSet(deployment, hash), pods.now());
    Optional<Deployment> reported =
        store.update(
            ResourceType.DEPLOYMENT,
            deployment.getMetadata().getNamespace(),
            deployment.getMetadata().getName(),
            current -> withStatus(deployment, current, pods, statuses));
    List<Duration> delays = new ArrayList<>();
    pods.untilNextAvailable().ifPresent(delays::add);
    reported.map(Deployment::getStatus).flatMap(statuses::untilTimeout).ifPresent(delays::add);
    Duration since = Duration.between(pods.now(), time.instant());
    delays.forEach(delay -> loop.addAfter(ObjectName.of(deployment), delay.minus(since)));
  }

  private static Deployment withStatus(
      Deployment seen, Deployment current, ReplicaPods pods, DeploymentStatuses statuses) {
    if (!current.getMetadata().getUid().equals(seen.getMetadata().getUid())) {
      return current;
    }
    DeploymentStatus next = statuses.next(current.getStatus(), pods);
    return next.equals(current.getStatus())
        ? current
        : new DeploymentBuilder(current).withStatus(next).build();
  }

  private Collection<Pod> pods(Deployment deployment) {
    return store.owned(ResourceType.POD, deployment.getMetadata().getUid());
  }

  private ReplicaPods replicas(Deployment deployment, String hash, Collection<Pod> pods) {
    Instant now = time.instant();
    Integer minReady = deployment.getSpec().getMinReadySeconds();
    return ReplicaPods.of(pods, hash, now, Duration.ofSeconds(minReady == null ? 0 : minReady));
  }

  /** Stops to act. What it has made stays. */
  @Override
  public void close() {
    closer.close();
  }
}
