package io.cortexlocal.cluster.k3s;

import io.cortexlocal.settings.Settings;
import java.time.Duration;
import java.util.Map;

/**
 * How a k3s cluster is started.
 *
 * @param nodeImage k3s itself, or an image that stands in for it
 * @param envoyImage of the gateway and the sidecars; holds Envoy, bash and perl
 * @param jreImage on which the control plane's image is built; Java 17 or later
 * @param timeout for the start
 * @param buildArguments for images that are built from a Dockerfile
 * @param neverPull whether an image that the Docker engine does not have is an error
 */
public record K3sSettings(
    String nodeImage,
    String envoyImage,
    String jreImage,
    Duration timeout,
    Map<String, String> buildArguments,
    boolean neverPull) {

  public static final String NODE_IMAGE = "cortex.local.k3s.image";
  public static final String ENVOY_IMAGE = "cortex.local.envoy.image";
  public static final String JRE_IMAGE = "cortex.local.jre.image";
  public static final String START_TIMEOUT = "cortex.local.start-timeout";
  public static final String BUILD_ARGUMENTS = "cortex.local.build-args";
  public static final String NEVER_PULL = "cortex.local.never-pull";

  public K3sSettings {
    buildArguments = Map.copyOf(buildArguments);
  }

  /**
   * Reads the settings.
   *
   * @throws io.cortexlocal.settings.SettingException naming a setting that has a wrong value
   */
  public static K3sSettings from(Settings settings) {
    return new K3sSettings(
        settings.text(NODE_IMAGE).orElse("rancher/k3s:v1.34.4-k3s1"),
        settings.text(ENVOY_IMAGE).orElse("envoyproxy/envoy:v1.40.0"),
        settings.text(JRE_IMAGE).orElse("eclipse-temurin:17-jre"),
        settings.duration(START_TIMEOUT, Duration.ofMinutes(3)),
        settings.pairs(BUILD_ARGUMENTS),
        settings.flag(NEVER_PULL, false));
  }
}
