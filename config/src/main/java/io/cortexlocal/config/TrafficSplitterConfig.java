package io.cortexlocal.config;

import java.util.List;
import org.apiguardian.api.API;

/** Splits the traffic of one endpoint between deployed Realtime APIs. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TrafficSplitterConfig(String name, List<Target> apis, String endpoint, int index)
    implements ApiConfig {

  @API(status = API.Status.INTERNAL)
  public TrafficSplitterConfig {
    apis = List.copyOf(apis);
  }

  @Override
  public ApiKind kind() {
    return ApiKind.TRAFFIC_SPLITTER;
  }

  /**
   * One API that receives a part of the traffic.
   *
   * @param weight per cent of the requests, 0 to 100; of a shadow, per cent of the mirrored ones
   * @param shadow whether it only receives copies of requests, whose responses are dropped
   */
  public record Target(String name, int weight, boolean shadow) {

    @API(status = API.Status.INTERNAL)
    public Target {}
  }
}
