package io.cortexlocal.assertions;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.traffic.ApiResponse;

/** The entry to the assertions of Cortex Local, beside those of AssertJ. */
public final class CortexAssertions {

  private CortexAssertions() {}

  /** Begins an assertion on a response. */
  public static ApiResponseAssert assertThat(ApiResponse actual) {
    return new ApiResponseAssert(actual);
  }

  /** Begins an assertion on an API. */
  public static RealtimeApiAssert assertThat(RealtimeApi actual) {
    return new RealtimeApiAssert(actual);
  }

  /** Begins an assertion on a timeline. */
  public static TimelineAssert assertThat(Timeline actual) {
    return new TimelineAssert(actual);
  }
}
