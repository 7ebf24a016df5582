package io.cortexlocal.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Short forms of files for tests; every file is called {@code cortex.yaml}. */
final class Yaml {

  private Yaml() {}

  /** Returns a RealtimeAPI with more keys in its container. */
  static String container(String keys) {
    return api("a1", "RealtimeAPI", "containers: [{name: c, image: q.io/i:1, " + keys + "}]", "");
  }

  /** Returns a RealtimeAPI with more keys at its root. */
  static String root(String keys) {
    return api("a1", "RealtimeAPI", "containers: [{name: c, image: q.io/i:1}]", ", " + keys);
  }

  static String api(String name, String kind, String pod, String more) {
    return "- {name: " + name + ", kind: " + kind + ", pod: {" + pod + "}" + more + "}\n";
  }

  static ParseResult parse(String yaml) {
    return parse(yaml.getBytes(StandardCharsets.UTF_8));
  }

  static ParseResult parse(byte[] content) {
    return CortexConfig.parse("folder/cortex.yaml", content, Optional.empty());
  }

  static List<String> kinds(ParseResult result, Severity severity) {
    return result.findings().stream()
        .filter(finding -> finding.severity() == severity)
        .map(Finding::kind)
        .toList();
  }
}
