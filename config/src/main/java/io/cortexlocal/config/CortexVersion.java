package io.cortexlocal.config;

import org.apiguardian.api.API;

/** The version of Cortex that is followed. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CortexVersion {

  /** What containers are told as {@code CORTEX_VERSION} when no setting says another. */
  public static final String DEFAULT = "0.42.1";

  private CortexVersion() {}

  /** Returns the version without its last number, by which the documentation is found. */
  public static String minor() {
    return DEFAULT.substring(0, DEFAULT.lastIndexOf('.'));
  }
}
