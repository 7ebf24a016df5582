package io.cortexlocal.install;

import java.util.LinkedHashMap;
import java.util.Map;

/** The contents of the ConfigMaps that Cortex's installer makes. */
final class ClusterFiles {

  private ClusterFiles() {}

  /** The configuration of the {@code cortex} command inside containers. */
  static String cliYaml() {
    return """
        default_environment: default
        environments:
          - name: default
            operator_endpoint: http://operator.default.svc.cluster.local:8888
        """;
  }

  static String clusterYaml() {
    return """
        cluster_name: cortex-local
        region: local
        """;
  }

  /** The environment of the sidecar. */
  static Map<String, String> environment(String cortexVersion) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("CORTEX_VERSION", cortexVersion);
    variables.put("CORTEX_REGION", "local");
    variables.put("AWS_DEFAULT_REGION", "local");
    variables.put("AWS_RETRY_MODE", "standard");
    variables.put("AWS_MAX_ATTEMPTS", "5");
    variables.put("CORTEX_TELEMETRY_DISABLE", "true");
    variables.put("CORTEX_TELEMETRY_SENTRY_DSN", "");
    variables.put("CORTEX_TELEMETRY_SEGMENT_WRITE_KEY", "");
    variables.put("CORTEX_DEV_DEFAULT_IMAGE_REGISTRY", "quay.io/cortexlabs");
    return variables;
  }
}
