package io.cortexlocal.cluster.embedded.controller;

import io.cortexlocal.cluster.embedded.store.Timestamps;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells how far a Deployment is, with the conditions and reasons of Kubernetes. */
final class DeploymentStatuses {

  private static final String PROGRESSING = "Progressing";
  private static final String AVAILABLE = "Available";
  private static final String COMPLETE = "NewReplicaSetAvailable";
  private static final String TIMED_OUT = "ProgressDeadlineExceeded";
  private static final int DEFAULT_DEADLINE_SECONDS = 600;

  private final Deployment deployment;
  private final RolloutLimits limits;
  private final String replicaSet;
  private final Instant now;

  /**
   * Prepares to tell.
   *
   * @param replicaSet the name that the present template's ReplicaSet has in Kubernetes
   */
  DeploymentStatuses(Deployment deployment, String replicaSet, Instant now) {
    this.deployment = deployment;
    this.limits = RolloutLimits.of(deployment);
    this.replicaSet = replicaSet;
    this.now = now;
  }

  /** Returns the status that follows on another one. Counts of 0 are absent, as in the API. */
  DeploymentStatus next(DeploymentStatus before, ReplicaPods pods) {
    DeploymentStatus last = before == null ? new DeploymentStatus() : before;
    int available = pods.available();
    DeploymentStatus status =
        new DeploymentStatusBuilder(last)
            .withObservedGeneration(deployment.getMetadata().getGeneration())
            .withReplicas(absentIfZero(pods.total()))
            .withUpdatedReplicas(absentIfZero(pods.updated().size()))
            .withReadyReplicas(absentIfZero(pods.ready()))
            .withAvailableReplicas(absentIfZero(available))
            .withUnavailableReplicas(
                absentIfZero(Math.max(0, Math.max(pods.total(), limits.replicas()) - available)))
            .build();
    List<DeploymentCondition> conditions = new ArrayList<>(last.getConditions());
    boolean enough = available >= limits.minAvailable();
    set(
        conditions,
        condition(
            AVAILABLE,
            enough,
            enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            enough
                ? "Deployment has minimum availability."
                : "Deployment does not have minimum availability."));
    progress(conditions, last, status);
    status.setConditions(conditions);
    return status;
  }

  /** Returns the time after which to look again whether the rollout has timed out. */
  Optional<Duration> untilTimeout(DeploymentStatus status) {
    return find(status.getConditions(), PROGRESSING)
        .filter(condition -> !condition.getReason().equals(TIMED_OUT))
        .filter(condition -> !isComplete(status))
        .map(
            condition ->
                Duration.between(
                    now, Instant.parse(condition.getLastUpdateTime()).plus(deadline())))
        .map(left -> (left.isNegative() ? Duration.ZERO : left).plusSeconds(1));
  }

  private void progress(
      List<DeploymentCondition> conditions, DeploymentStatus last, DeploymentStatus status) {
    Optional<DeploymentCondition> current = find(conditions, PROGRESSING);
    if (current.filter(condition -> condition.getMessage().contains(quoted())).isEmpty()) {
      set(
          conditions,
          condition(
              PROGRESSING, true, "NewReplicaSetCreated", "Created new replica set " + quoted()));
      current = find(conditions, PROGRESSING);
    }
    boolean settled =
        count(status.getReplicas()) == count(status.getUpdatedReplicas())
            && current.filter(condition -> condition.getReason().equals(COMPLETE)).isPresent();
    if (settled) {
      return;
    }
    if (isComplete(status)) {
      set(
          conditions,
          condition(PROGRESSING, true, COMPLETE, replicaSet("has successfully progressed.")));
    } else if (hasProgressed(last, status)) {
      DeploymentCondition progressing =
          condition(PROGRESSING, true, "ReplicaSetUpdated", replicaSet("is progressing."));
      current
          .filter(condition -> condition.getStatus().equals("True"))
          .ifPresent(
              condition -> progressing.setLastTransitionTime(condition.getLastTransitionTime()));
      conditions.removeIf(condition -> condition.getType().equals(PROGRESSING));
      conditions.add(progressing);
    } else if (hasTimedOut(current)) {
      set(
          conditions,
          condition(PROGRESSING, false, TIMED_OUT, replicaSet("has timed out progressing.")));
    }
  }

  private boolean isComplete(DeploymentStatus status) {
    return count(status.getUpdatedReplicas()) == limits.replicas()
        && count(status.getReplicas()) == limits.replicas()
        && count(status.getAvailableReplicas()) == limits.replicas();
  }

  private static boolean hasProgressed(DeploymentStatus last, DeploymentStatus status) {
    int oldBefore = count(last.getReplicas()) - count(last.getUpdatedReplicas());
    int old = count(status.getReplicas()) - count(status.getUpdatedReplicas());
    return count(status.getUpdatedReplicas()) > count(last.getUpdatedReplicas())
        || old < oldBefore
        || count(status.getReadyReplicas()) > count(last.getReadyReplicas())
        || count(status.getAvailableReplicas()) > count(last.getAvailableReplicas());
  }

  private boolean hasTimedOut(Optional<DeploymentCondition> current) {
    return current
        .filter(condition -> !condition.getReason().equals(COMPLETE))
        .filter(
            condition ->
                condition.getReason().equals(TIMED_OUT)
                    || Instant.parse(condition.getLastUpdateTime()).plus(deadline()).isBefore(now))
        .isPresent();
  }

  private Duration deadline() {
    Integer seconds = deployment.getSpec().getProgressDeadlineSeconds();
    return Duration.ofSeconds(seconds == null ? DEFAULT_DEADLINE_SECONDS : seconds);
  }

  private String replicaSet(String state) {
    return "ReplicaSet " + quoted() + " " + state;
  }

  private String quoted() {
    return '"' + replicaSet + '"';
  }

  private DeploymentCondition condition(
      String type, boolean status, String reason, String message) {
    return new DeploymentConditionBuilder()
        .withType(type)
        .withStatus(status ? "True" : "False")
        .withReason(reason)
        .withMessage(message)
        .withLastUpdateTime(Timestamps.of(now))
        .withLastTransitionTime(Timestamps.of(now))
        .build();
  }

  /** Changes a condition when its status, reason or ReplicaSet is another one. */
  private static void set(List<DeploymentCondition> conditions, DeploymentCondition condition) {
    Optional<DeploymentCondition> current = find(conditions, condition.getType());
    boolean sameStatus =
        current.filter(it -> it.getStatus().equals(condition.getStatus())).isPresent();
    if (sameStatus
        && current.get().getReason().equals(condition.getReason())
        && current.get().getMessage().equals(condition.getMessage())) {
      return;
    }
    if (sameStatus) {
      condition.setLastTransitionTime(current.get().getLastTransitionTime());
    }
    conditions.removeIf(it -> it.getType().equals(condition.getType()));
    conditions.add(condition);
  }

  private static Optional<DeploymentCondition> find(
      List<DeploymentCondition> conditions, String type) {
    return conditions.stream().filter(condition -> condition.getType().equals(type)).findFirst();
  }

  private static Integer absentIfZero(int count) {
    return count == 0 ? null : count;
  }

  private static int count(Integer replicas) {
    return replicas == null ? 0 : replicas;
  }
}
