package io.cortexlocal.cluster;

import io.cortexlocal.settings.Settings;
import java.time.Duration;
import java.util.Map;

/**
 * The settings that clusters have whatever they are made of.
 *
 * @param envoyImage of the gateway and the sidecars; holds Envoy, bash and perl
 * @param startTimeout for the cluster and its gateway
 * @param buildArguments for images that are built from a Dockerfile
 * @param neverPull whether an image that is not on this machine is an error
 */
public record ClusterSettings(
    String envoyImage,
    Duration startTimeout,
    Map<String, String> buildArguments,
    boolean neverPull) {

  public static final String ENVOY_IMAGE = "cortex.local.envoy.image";
  public static final String START_TIMEOUT = "cortex.local.start-timeout";
  public static final String BUILD_ARGUMENTS = "cortex.local.build-args";
  public static final String NEVER_PULL = "cortex.local.never-pull";

  public ClusterSettings {
    buildArguments = Map.copyOf(buildArguments);
  }

  /**
   * Reads the settings.
   *
   * @throws io.cortexlocal.settings.SettingException naming a setting that has a wrong value
   */
  public static ClusterSettings from(Settings settings) {
    return new ClusterSettings(
        settings.text(ENVOY_IMAGE).orElse("envoyproxy/envoy:v1.40.0"),
        settings.duration(START_TIMEOUT, Duration.ofMinutes(3)),
        settings.pairs(BUILD_ARGUMENTS),
        settings.flag(NEVER_PULL, false));
  }
}
