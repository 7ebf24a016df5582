package io.cortexlocal.cli.up;

import io.cortexlocal.cluster.Backend;
import io.cortexlocal.settings.Settings;
import java.util.Optional;

/** What the containers of an {@code up} reach: what this machine does, where that can be had. */
final class UpNetwork {

  private static final String NETWORK = "cortex.local.network";
  private static final String OUTSIDE = "outside";

  private UpNetwork() {}

  /**
   * Returns settings that let containers reach what is outside of the cluster, unless these say
   * something else, or the backend knows no such setting. Where that cannot be had, the reason is
   * told with what to try, and the settings stay as they are.
   */
  static Settings choose(Backend backend, Settings settings, Teller teller) {
    if (settings.text(NETWORK).isPresent()
        || backend.settings().stream().noneMatch(setting -> setting.name().equals(NETWORK))) {
      return settings;
    }
    Settings outside =
        settings.preferring(
            new Settings.Source(
                "cortex-local up",
                name -> name.equals(NETWORK) ? Optional.of(OUTSIDE) : Optional.empty()));
    Optional<String> obstacle = backend.obstacle(outside);
    if (obstacle.isEmpty()) {
      return outside;
    }
    teller.plain(obstacle.get());
    return settings;
  }
}
