package io.cortexlocal;

import java.nio.file.Path;

/** What deployed an API. */
interface ApiOrigin {

  /** Deploys the API once more, from a file. */
  RealtimeApi redeploy(RealtimeApi api, Path cortexYaml);

  /** Learns that the API was closed. */
  void closed(RealtimeApi api);
}
