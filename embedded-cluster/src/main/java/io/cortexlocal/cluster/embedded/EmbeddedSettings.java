package io.cortexlocal.cluster.embedded;

import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.cluster.embedded.image.ImageSettings;
import io.cortexlocal.cluster.embedded.linux.NodeMode;
import io.cortexlocal.settings.SettingException;
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
 * @param envoyImage the image name that gateway and sidecars have; this machine's Envoy stands for
 *     it
 * @param environment of this machine
 */
public record EmbeddedSettings(
    Optional<NodeMode> mode,
    int cpus,
    int gpus,
    int inferentiaChips,
    String envoyImage,
    Map<String, String> environment,
    ImageSettings images) {

  public static final String USER_NAMESPACE = "cortex.local.embedded.user-namespace";
  public static final String CPUS = "cortex.local.embedded.cpus";
  public static final String GPUS = "cortex.local.embedded.gpus";
  public static final String INFERENTIA_CHIPS = "cortex.local.embedded.inferentia-chips";

  public EmbeddedSettings {
    environment = Map.copyOf(environment);
  }

  /**
   * Reads the settings.
   *
   * @param environment of this machine
   * @throws SettingException naming a setting that has a wrong value
   */
  public static EmbeddedSettings from(Settings settings, Map<String, String> environment) {
    ClusterSettings cluster = ClusterSettings.from(settings);
    return new EmbeddedSettings(
        mode(settings),
        count(settings, CPUS, 1, Runtime.getRuntime().availableProcessors()),
        count(settings, GPUS, 0, 0),
        count(settings, INFERENTIA_CHIPS, 0, 0),
        cluster.envoyImage(),
        environment,
        new ImageSettings(
            ImageSettings.cache(environment),
            cluster.neverPull(),
            cluster.buildArguments(),
            environment));
  }

  private static Optional<NodeMode> mode(Settings settings) {
    return settings
        .text(USER_NAMESPACE)
        .map(
            text -> settings.flag(USER_NAMESPACE, false) ? NodeMode.USER_NAMESPACE : NodeMode.ROOT);
  }

  private static int count(Settings settings, String name, int least, int otherwise) {
    Optional<String> text = settings.text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.get().matches("\\d{1,4}") || Integer.parseInt(text.get()) < least) {
      throw new SettingException(
          "%s: expected a number from %d to 9999, but it is \"%s\""
              .formatted(name, least, text.get()));
    }
    return Integer.parseInt(text.get());
  }
}
