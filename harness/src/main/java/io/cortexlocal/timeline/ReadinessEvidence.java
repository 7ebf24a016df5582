package io.cortexlocal.timeline;

import org.apiguardian.api.API;

/** How it is known that a replica's workers answered, and not just that its port was open. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum ReadinessEvidence {
  /** The sidecar asked the container until it answered. */
  OBSERVED,
  /** A readiness probe of the user's own, by HTTP on the API's port or by a command. */
  PROBED,
  /** Nothing but an open port: workers may not have been there yet. */
  PORT_ONLY
}
