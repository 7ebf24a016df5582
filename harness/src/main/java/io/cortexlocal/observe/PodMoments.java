package io.cortexlocal.observe;

import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.PodConditions;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** When something happened to a pod, by what the cluster wrote. */
final class PodMoments {

  private static final Duration WRITTEN_IN = Duration.ofSeconds(1);

  private PodMoments() {}

  static Optional<Moment> created(Change<Pod> change) {
    return exact(change).or(() -> second(change.object().getMetadata().getCreationTimestamp()));
  }

  /** Returns when the pod became Ready, or no longer Ready. */
  static Optional<Moment> readiness(Change<Pod> change) {
    return exact(change)
        .or(
            () ->
                PodConditions.find(change.object(), "Ready")
                    .flatMap(condition -> second(condition.getLastTransitionTime())));
  }

  /** Returns when the last run of a container ended. */
  static Optional<Moment> restarted(Change<Pod> change, ContainerStatus container) {
    return exact(change).or(() -> ends(container).max(Comparator.comparing(Moment::at)));
  }

  /** Returns when the last container ended, or when the pod's deletion was asked for. */
  static Optional<Moment> gone(Change<Pod> change) {
    Pod pod = change.object();
    return exact(change)
        .or(
            () ->
                Stream.ofNullable(pod.getStatus())
                    .flatMap(status -> status.getContainerStatuses().stream())
                    .flatMap(PodMoments::ends)
                    .max(Comparator.comparing(Moment::at)))
        .or(() -> second(pod.getMetadata().getDeletionTimestamp()).map(due -> asked(pod, due)));
  }

  private static Moment asked(Pod pod, Moment due) {
    Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
    Duration given = Duration.ofSeconds(grace == null ? 0 : grace);
    return new Moment(due.at().minus(given), due.within().plus(given));
  }

  private static Stream<Moment> ends(ContainerStatus container) {
    return Stream.of(
            Optional.ofNullable(container.getState()),
            Optional.ofNullable(container.getLastState()))
        .flatMap(Optional::stream)
        .flatMap(state -> Stream.ofNullable(state.getTerminated()))
        .map(ContainerStateTerminated::getFinishedAt)
        .flatMap(time -> second(time).stream());
  }

  /** Returns when what an event tells happened for the first time. */
  static Optional<Moment> told(Change<Event> change) {
    Event event = change.object();
    return exact(change)
        .or(() -> second(event.getFirstTimestamp()))
        .or(() -> second(event.getMetadata().getCreationTimestamp()));
  }

  private static Optional<Moment> exact(Change<?> change) {
    return change.at().map(at -> new Moment(at, Duration.ZERO));
  }

  private static Optional<Moment> second(String time) {
    if (time == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Moment(Instant.parse(time), WRITTEN_IN));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * A moment of the cluster's.
   *
   * @param at the earliest that it can be
   * @param within how much later it can be
   */
  record Moment(Instant at, Duration within) {}
}
