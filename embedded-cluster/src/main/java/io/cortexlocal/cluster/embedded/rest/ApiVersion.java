package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.json.Json;
import java.util.Map;

/** The version of Kubernetes whose API this is. */
final class ApiVersion {

  private static final String MAJOR = "1";
  private static final String MINOR = "34";

  private ApiVersion() {}

  static Map<String, Object> tree() {
    return Json.object(
        "major",
        MAJOR,
        "minor",
        MINOR,
        "gitVersion",
        "v%s.%s.0+cortex-local".formatted(MAJOR, MINOR),
        "gitCommit",
        "",
        "gitTreeState",
        "",
        "buildDate",
        "",
        "goVersion",
        "",
        "compiler",
        "",
        "platform",
        "linux");
  }
}
