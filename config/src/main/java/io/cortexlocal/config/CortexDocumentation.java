package io.cortexlocal.config;

/** Cortex's own documentation, to which its messages lead. */
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
