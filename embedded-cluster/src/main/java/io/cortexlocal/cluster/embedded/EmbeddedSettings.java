package io.cortexlocal.cluster.embedded;

import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.cluster.embedded.image.ImageSettings;
import io.cortexlocal.cluster.embedded.linux.NodeMode;
import io.cortexlocal.cluster.embedded.linux.Reach;
import io.cortexlocal.settings.Setting;
import io.cortexlocal.settings.Settings;
import java.util.Map;
import java.util.Optional;

/**
 * How an embedded cluster is started.
 *
 * @param mode the way to make namespaces; empty for the one that works
 * @param cpus that the scheduler counts, 1 or more
 * @param gpus that the node has, 0 or more
 * @param inferentiaChips that the node has, 0 or more
 * @param reach of containers
 * @param envoyImage the image name that sidecars have; this machine's Envoy stands for it
 * @param environment of this machine
 */
public record EmbeddedSettings(
    Optional<NodeMode> mode,
    int cpus,
    int gpus,
    int inferentiaChips,
    Reach reach,
    String envoyImage,
    Map<String, String> environment,
    ImageSettings images) {

  public static final Setting<Optional<Boolean>> USER_NAMESPACE =
      Setting.openFlag(
          "cortex.local.embedded.user-namespace",
          "`true`: a user namespace also for root; `false`: never one");

  public static final Setting<Integer> CPUS =
      Setting.count(
          "cortex.local.embedded.cpus",
          1,
          () -> Runtime.getRuntime().availableProcessors(),
          "this machine's",
          "the CPUs that the embedded node's scheduler counts; more let APIs with large requests"
              + " share it");

  public static final Setting<Integer> GPUS =
      Setting.count(
          "cortex.local.embedded.gpus",
          0,
          () -> 0,
          "`0`",
          "the GPUs that the embedded node has, as a count");

  public static final Setting<Integer> INFERENTIA_CHIPS =
      Setting.count(
          "cortex.local.embedded.inferentia-chips",
          0,
          () -> 0,
          "`0`",
          "its Inferentia chips, likewise");

  public static final Setting<Reach> NETWORK =
      Setting.choice(
          "cortex.local.network",
          Reach.CLUSTER,
          "what containers of the embedded cluster reach: `cluster`, its pods alone, or `outside`,"
              + " what this machine reaches too, which needs `slirp4netns`; `up` and `ci` take"
              + " the second where they can");

  public EmbeddedSettings {
    environment = Map.copyOf(environment);
  }

  /**
   * Reads the settings.
   *
   * @param environment of this machine
   * @throws io.cortexlocal.settings.SettingException naming a setting that has a wrong value
   */
  public static EmbeddedSettings from(Settings settings, Map<String, String> environment) {
    ClusterSettings cluster = ClusterSettings.from(settings);
    return new EmbeddedSettings(
        settings
            .get(USER_NAMESPACE)
            .map(wanted -> wanted ? NodeMode.USER_NAMESPACE : NodeMode.ROOT),
        settings.get(CPUS),
        settings.get(GPUS),
        settings.get(INFERENTIA_CHIPS),
        settings.get(NETWORK),
        cluster.envoyImage(),
        environment,
        new ImageSettings(
            ImageSettings.cache(environment),
            cluster.neverPull(),
            cluster.buildArguments(),
            environment));
  }
}
