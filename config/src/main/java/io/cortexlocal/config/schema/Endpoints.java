package io.cortexlocal.config.schema;

/** The paths of APIs at the gateway. */
public final class Endpoints {

  private Endpoints() {}

  /** Returns the path with a leading slash and without one trailing slash, as Cortex keeps it. */
  public static String normalize(String path) {
    String rooted = path.startsWith("/") ? path : "/" + path;
    return rooted.length() > 1 && rooted.endsWith("/")
        ? rooted.substring(0, rooted.length() - 1)
        : rooted;
  }
}
