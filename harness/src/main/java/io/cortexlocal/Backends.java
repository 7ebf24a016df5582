package io.cortexlocal;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.k3s.K3sCluster;
import io.cortexlocal.cluster.k3s.K3sSettings;
import io.cortexlocal.settings.SettingException;
import io.cortexlocal.settings.Settings;

/** Chooses what a cluster is made of. */
public final class Backends {

  /** The setting: {@code auto} or {@code k3s}. */
  public static final String BACKEND = "cortex.local.backend";

  private Backends() {}

  /**
   * Looks for a backend that works on this machine.
   *
   * @throws SettingException when the setting names a backend that there is not
   */
  public static Choice choose(Settings settings) {
    String wanted = settings.text(BACKEND).orElse("auto");
    return switch (wanted) {
      case "k3s" -> new Choice.Possible("k3s", "%s is k3s".formatted(BACKEND), true);
      case "auto" ->
          K3sCluster.isPossible()
              ? new Choice.Possible("k3s", "a Docker engine answers", false)
              : new Choice.Impossible(
                  """
                  no Docker engine answers, and k3s needs one. \
                  Try: docker info, or set %s=k3s to see the engine's own error."""
                      .formatted(BACKEND));
      default ->
          throw new SettingException(
              "%s: expected auto or k3s, but it is \"%s\"".formatted(BACKEND, wanted));
    };
  }

  static Cluster start(Choice.Possible choice, Settings settings) {
    return K3sCluster.start(K3sSettings.from(settings));
  }

  /** Whether there is a backend, and why. */
  public sealed interface Choice {

    /** Returns the reason, for people. */
    String reason();

    /**
     * There is one.
     *
     * @param backend its name
     * @param explicit whether the user asked for it, so that its absence is a failure
     */
    record Possible(String backend, String reason, boolean explicit) implements Choice {}

    /** There is none. */
    record Impossible(String reason) implements Choice {}
  }
}
