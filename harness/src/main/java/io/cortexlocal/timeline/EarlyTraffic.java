package io.cortexlocal.timeline;

import io.cortexlocal.timeline.TimelineEvent.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges which requests came before their replica was able to serve, in two passes over a timeline.
 *
 * @param early those that did
 * @param undecided those of which it cannot be told
 */
record EarlyTraffic(List<Request> early, List<Request> undecided) {

  /** How often the sidecar asks whether workers answer. */
  static final long ASKED_EVERY_NANOS = 100_000_000L;

  private static final long NEVER = Long.MAX_VALUE;
  private static final int FIRST_SERVER_ERROR = 500;

  static EarlyTraffic in(ReadinessEvidence evidence, Iterable<TimelineEvent> events) {
    boolean observed = evidence == ReadinessEvidence.OBSERVED;
    Map<String, Replica> replicas = new HashMap<>();
    for (TimelineEvent event : events) {
      replicas.computeIfAbsent(event.replica(), name -> new Replica()).note(event);
    }
    EarlyTraffic traffic = new EarlyTraffic(new ArrayList<>(), new ArrayList<>());
    for (TimelineEvent event : events) {
      if (event instanceof Request request && request.hasReachedContainer()) {
        Replica replica = replicas.get(request.replica());
        if (observed && replica.wasBeforeWorkers(request)) {
          traffic.early.add(request);
        } else {
          switch (replica.readiness(request)) {
            case BEFORE -> traffic.early.add(request);
            case UNDECIDED -> traffic.undecided.add(request);
            case AFTER -> {}
          }
        }
      }
    }
    return traffic;
  }

  private enum Order {
    BEFORE,
    AFTER,
    UNDECIDED
  }

  private static final class Replica {

    private long sidecarReady = NEVER;
    private long ready = NEVER;
    private long readyAtTheLatest = NEVER;
    private long answering = NEVER;
    private long firstAnswer = NEVER;
    private boolean clockSetBack;

    void note(TimelineEvent event) {
      if (event instanceof Request request) {
        if (isAnswered(request)) {
          firstAnswer = Math.min(firstAnswer, request.endNanos());
        }
      } else if (event instanceof TimelineEvent.Ready && ready == NEVER) {
        ready = Moments.nanos(event);
        readyAtTheLatest = ready + event.within().toNanos();
      } else if (event instanceof TimelineEvent.SidecarReady && sidecarReady == NEVER) {
        sidecarReady = Moments.nanos(event);
      } else if (event instanceof TimelineEvent.Answering && answering == NEVER) {
        answering = Moments.nanos(event);
      } else if (event instanceof TimelineEvent.ClockSetBack) {
        clockSetBack = true;
      }
    }

    /** Beyond 500 it may be the sidecar that answered, in place of the container. */
    private static boolean isAnswered(Request request) {
      return request.hasReachedContainer()
          && request.status() > 0
          && request.status() < FIRST_SERVER_ERROR;
    }

    boolean wasBeforeWorkers(Request request) {
      if (request.reachedNanos() >= answering) {
        return false;
      }
      boolean answeredUnnoticed =
          isAnswered(request)
              && answering != NEVER
              && request.endNanos() <= answering
              && firstAnswer - request.reachedNanos() <= ASKED_EVERY_NANOS;
      return !answeredUnnoticed;
    }

    Order readiness(Request request) {
      long reached = request.reachedNanos();
      if (sidecarReady != NEVER && reached < sidecarReady) {
        return Order.BEFORE;
      }
      if (request.throughGateway()) {
        return Order.AFTER;
      }
      if (ready == NEVER) {
        return Order.BEFORE;
      }
      if (clockSetBack) {
        return Order.UNDECIDED;
      }
      if (reached < ready) {
        return Order.BEFORE;
      }
      return reached < readyAtTheLatest ? Order.UNDECIDED : Order.AFTER;
    }
  }
}
