package io.cortexlocal.junit;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.timeline.TimelineText;
import java.util.List;
import java.util.stream.Collectors;

/** What the cluster knew when a test failed; goes with the failure as a suppressed exception. */
final class ApiEvidence extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int TIMELINE_LINES = 30;

  ApiEvidence(List<RealtimeApi> apis) {
    super(apis.stream().map(ApiEvidence::of).collect(Collectors.joining("\n")), null, false, false);
  }

  private static String of(RealtimeApi api) {
    try {
      return "API %s when the test failed:\n%s\n  timeline:\n%s"
          .formatted(api.name(), api.describe(), TimelineText.of(api.timeline(), TIMELINE_LINES));
    } catch (ClusterException e) {
      return "API %s when the test failed: %s".formatted(api.name(), e.getMessage());
    }
  }
}
