package io.cortexlocal;

import io.cortexlocal.deploy.DeployedApi;
import java.nio.file.Path;

/** What deployed an API or a TrafficSplitter. */
interface ApiOrigin {

  /** Deploys the API once more, from a file. */
  RealtimeApi redeploy(RealtimeApi api, Path cortexYaml);

  /** Deploys the TrafficSplitter once more, from a file. */
  TrafficSplitter redeploy(TrafficSplitter splitter, Path cortexYaml);

  /** Has the API's replicas replaced, and waits until the new ones serve. */
  void refresh(DeployedApi api);

  /** Learns that the API was closed. */
  void closed(RealtimeApi api);
}
