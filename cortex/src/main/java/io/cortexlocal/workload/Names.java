package io.cortexlocal.workload;

/** The fixed names, ports and labels of Cortex 0.42's runtime. */
public final class Names {

  public static final String NAMESPACE = "default";
  public static final String ISTIO_NAMESPACE = "istio-system";
  public static final String GATEWAY = "apis-gateway";
  public static final String GATEWAY_WORKLOAD = "ingressgateway-apis";
  public static final String PROXY_CONTAINER = "proxy";
  public static final int PROXY_PORT = 8888;
  public static final int PROXY_ADMIN_PORT = 15000;
  public static final String ACTIVATOR = "activator";
  public static final int ACTIVATOR_PORT = 8000;

  public static final String LABEL_API_NAME = "apiName";
  public static final String LABEL_API_KIND = "apiKind";
  public static final String LABEL_API_ID = "apiID";
  public static final String LABEL_SPEC_ID = "specID";
  public static final String LABEL_POD_ID = "podID";
  public static final String LABEL_DEPLOYMENT_ID = "deploymentID";
  public static final String LABEL_INITIAL_DEPLOYMENT_TIME = "initialDeploymentTime";
  public static final String LABEL_CORTEX_API = "cortex.dev/api";

  public static final String ANNOTATION_ENDPOINT = "networking.cortex.dev/endpoint";
  public static final String ANNOTATION_MAX_CONCURRENCY = "pod.cortex.dev/max-concurrency";
  public static final String ANNOTATION_MAX_QUEUE_LENGTH = "pod.cortex.dev/max-queue-length";
  public static final String ANNOTATION_MIN_REPLICAS = "autoscaling.cortex.dev/min-replicas";
  public static final String ANNOTATION_MAX_REPLICAS = "autoscaling.cortex.dev/max-replicas";
  public static final String ANNOTATION_TARGET_IN_FLIGHT =
      "autoscaling.cortex.dev/target-in-flight";
  public static final String ANNOTATION_WINDOW = "autoscaling.cortex.dev/window";
  public static final String ANNOTATION_DOWNSCALE_STABILIZATION_PERIOD =
      "autoscaling.cortex.dev/downscale-stabilization-period";
  public static final String ANNOTATION_UPSCALE_STABILIZATION_PERIOD =
      "autoscaling.cortex.dev/upscale-stabilization-period";
  public static final String ANNOTATION_MAX_DOWNSCALE_FACTOR =
      "autoscaling.cortex.dev/max-downscale-factor";
  public static final String ANNOTATION_MAX_UPSCALE_FACTOR =
      "autoscaling.cortex.dev/max-upscale-factor";
  public static final String ANNOTATION_DOWNSCALE_TOLERANCE =
      "autoscaling.cortex.dev/downscale-tolerance";
  public static final String ANNOTATION_UPSCALE_TOLERANCE =
      "autoscaling.cortex.dev/upscale-tolerance";
  public static final String ANNOTATION_SPLITTER_TARGETS =
      "apis.cortex.dev/traffic-splitter-targets";

  private Names() {}

  /** Returns the name of an API's Deployment, Service and VirtualService. */
  public static String object(String apiName) {
    return "api-" + apiName;
  }
}
