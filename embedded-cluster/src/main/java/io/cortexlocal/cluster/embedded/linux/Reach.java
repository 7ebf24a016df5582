package io.cortexlocal.cluster.embedded.linux;

/** What containers can connect to. */
public enum Reach {
  /** The cluster's pods. */
  CLUSTER,

  /** What this machine can connect to as well, but for its loopback. */
  OUTSIDE
}
