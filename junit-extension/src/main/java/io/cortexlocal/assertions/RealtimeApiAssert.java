package io.cortexlocal.assertions;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.RealtimeApi;
import java.time.Duration;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on an API.
 *
 * <p>Each reads the API's timeline anew, with every request that was answered before.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class RealtimeApiAssert extends AbstractAssert<RealtimeApiAssert, RealtimeApi> {

  RealtimeApiAssert(@Nullable RealtimeApi actual) {
    super(actual, RealtimeApiAssert.class);
  }

  /**
   * Verifies that every replica became Ready in time.
   *
   * @see TimelineAssert#becameReadyWithin(Duration)
   */
  public RealtimeApiAssert becameReadyWithin(Duration limit) {
    requireNonNull(limit, "limit");
    isNotNull();
    timeline().becameReadyWithin(limit);
    return this;
  }

  /**
   * Verifies that no request reached a container before its workers were ready.
   *
   * @see TimelineAssert#receivedNoTrafficBeforeReady()
   */
  public RealtimeApiAssert receivedNoTrafficBeforeReady() {
    isNotNull();
    timeline().receivedNoTrafficBeforeReady();
    return this;
  }

  /**
   * Verifies that no replica's container ever worked on more requests at a time.
   *
   * @see TimelineAssert#maxInFlightPerReplica(int)
   */
  public RealtimeApiAssert maxInFlightPerReplica(int most) {
    isNotNull();
    timeline().maxInFlightPerReplica(most);
    return this;
  }

  private TimelineAssert timeline() {
    return AssertionState.handOn(info, new TimelineAssert(actual.timeline()));
  }
}
