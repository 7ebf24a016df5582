package io.cortexlocal.cluster;

import io.cortexlocal.settings.Setting;
import io.cortexlocal.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * The settings that clusters have whatever they are made of.
 *
 * @param envoyImage of the gateway and the sidecars; holds Envoy, bash and perl
 * @param startTimeout for the cluster and its gateway
 * @param buildArguments for images that are built from a Dockerfile
 * @param neverPull whether an image that is not on this machine is an error
 */
@API(status = API.Status.INTERNAL)
public record ClusterSettings(
    String envoyImage,
    Duration startTimeout,
    Map<String, String> buildArguments,
    boolean neverPull) {

  public static final Setting<String> ENVOY_IMAGE =
      Setting.text(
          "cortex.local.envoy.image",
          "envoyproxy/envoy:v1.40.0",
          "gateway and sidecars; needs bash and perl; k3s only");

  public static final Setting<Duration> START_TIMEOUT =
      Setting.duration("cortex.local.start-timeout", "3m", "for the cluster to start");

  public static final Setting<Map<String, String>> BUILD_ARGUMENTS =
      Setting.pairs(
          "cortex.local.build-args", "`NAME=value,OTHER=value` for images that are built");

  public static final Setting<Boolean> NEVER_PULL =
      Setting.flag(
          "cortex.local.never-pull",
          false,
          "`true`: an image that the Docker engine does not have is an error");

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(ENVOY_IMAGE, START_TIMEOUT, BUILD_ARGUMENTS, NEVER_PULL);

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
        settings.get(ENVOY_IMAGE),
        settings.get(START_TIMEOUT),
        settings.get(BUILD_ARGUMENTS),
        settings.get(NEVER_PULL));
  }
}
