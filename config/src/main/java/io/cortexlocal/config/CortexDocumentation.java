package io.cortexlocal.config;

import org.apiguardian.api.API;

/** Cortex's own documentation, to which its messages lead. */
@API(status = API.Status.INTERNAL)
public final class CortexDocumentation {

  /** The version of Cortex in its links. */
  public static final String VERSION = CortexVersion.minor();

  /** Where it begins. */
  public static final String ADDRESS = "https://docs.cortexlabs.com/v/" + VERSION + "/";

  /** What Cortex appends to errors about the shape and values of an API. */
  public static final String SCHEMA_TRAILER =
      "\n\napi configuration schema can be found at " + ADDRESS;

  private CortexDocumentation() {}
}
