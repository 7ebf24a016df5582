package io.cortexlocal;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.embedded.EmbeddedCluster;
import io.cortexlocal.cluster.embedded.EmbeddedSettings;
import io.cortexlocal.cluster.k3s.K3sCluster;
import io.cortexlocal.cluster.k3s.K3sSettings;
import io.cortexlocal.settings.SettingException;
import io.cortexlocal.settings.Settings;

/** Chooses what a cluster is made of. */
public final class Backends {

  /** The setting: {@code auto}, {@code k3s} or {@code embedded}. */
  public static final String BACKEND = "cortex.local.backend";

  private static final String K3S = "k3s";
  private static final String EMBEDDED = "embedded";

  private Backends() {}

  /**
   * Looks for a backend that works on this machine.
   *
   * @throws SettingException when the setting names a backend that there is not
   */
  public static Choice choose(Settings settings) {
    String wanted = settings.text(BACKEND).orElse("auto");
    return switch (wanted) {
      case K3S, EMBEDDED ->
          new Choice.Possible(wanted, "%s is %s".formatted(BACKEND, wanted), true);
      case "auto" ->
          K3sCluster.isPossible()
              ? new Choice.Possible(K3S, "a Docker engine answers", false)
              : withoutDocker(settings);
      default ->
          throw new SettingException(
              "%s: expected auto, k3s or embedded, but it is \"%s\"".formatted(BACKEND, wanted));
    };
  }

  private static Choice withoutDocker(Settings settings) {
    return EmbeddedCluster.obstacle(embedded(settings))
        .<Choice>map(
            obstacle ->
                new Choice.Impossible(
                    """
                    no Docker engine answers, and k3s needs one. \
                    Try: docker info, or set %s=k3s to see the engine's own error.
                    Without Docker: %s"""
                        .formatted(BACKEND, obstacle)))
        .orElseGet(() -> new Choice.Possible(EMBEDDED, "no Docker engine answers", false));
  }

  static Cluster start(Choice.Possible choice, Settings settings) {
    return choice.backend().equals(EMBEDDED)
        ? EmbeddedCluster.start(embedded(settings))
        : K3sCluster.start(K3sSettings.from(settings));
  }

  private static EmbeddedSettings embedded(Settings settings) {
    return EmbeddedSettings.from(
        settings, K3sSettings.from(settings).envoyImage(), System.getenv());
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
