package io.cortexlocal.assertions;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.traffic.ApiResponse;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** The entry to the assertions of Cortex Local, beside those of AssertJ. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class CortexAssertions {

  private CortexAssertions() {}

  /** Begins an assertion on a response. */
  public static ApiResponseAssert assertThat(@Nullable ApiResponse actual) {
    return new ApiResponseAssert(actual);
  }

  /** Begins an assertion on an API. */
  public static RealtimeApiAssert assertThat(@Nullable RealtimeApi actual) {
    return new RealtimeApiAssert(actual);
  }

  /** Begins an assertion on a timeline. */
  public static TimelineAssert assertThat(@Nullable Timeline actual) {
    return new TimelineAssert(actual);
  }
}
