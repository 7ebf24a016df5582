package io.cortexlocal;

import io.cortexlocal.cluster.Backend;
import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Setting;
import io.cortexlocal.settings.SettingException;
import io.cortexlocal.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apiguardian.api.API;

/** Chooses what a cluster is made of. */
@API(status = API.Status.INTERNAL)
public final class Backends {

  /** The setting: {@code auto}, {@code k3s} or {@code embedded}. */
  public static final Setting<String> BACKEND =
      Setting.text(
          "cortex.local.backend",
          "auto",
          "`k3s` or `embedded`; makes what that one lacks a failure, not a skip");

  private static final String AUTO = "auto";

  /** In the order in which {@code auto} tries them. */
  private enum Known {
    K3S("remote-cluster"),
    EMBEDDED("embedded-cluster");

    private final String artifact;

    Known(String artifact) {
      this.artifact = artifact;
    }

    String backend() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Backends() {}

  /**
   * Looks for a backend that works on this machine.
   *
   * @throws SettingException when the setting names a backend that there is not
   */
  public static Choice choose(Settings settings) {
    String wanted = settings.get(BACKEND);
    if (wanted.equals(AUTO)) {
      return possible(settings);
    }
    for (Known known : Known.values()) {
      if (known.backend().equals(wanted)) {
        if (find(wanted).isEmpty()) {
          throw new SettingException(
              """
              %s is %s, and that backend is not on the class path.
              Try: the dependency io.cortexlocal:%s."""
                  .formatted(BACKEND, wanted, known.artifact));
        }
        return new Choice.Possible(wanted, "%s is %s".formatted(BACKEND, wanted), true);
      }
    }
    throw new SettingException(
        "%s: expected auto, k3s or embedded, but it is \"%s\"".formatted(BACKEND, wanted));
  }

  /**
   * Returns why the cluster that the settings ask for cannot run on this machine, with what to try;
   * empty when it can.
   *
   * @throws SettingException when a setting has a wrong value
   */
  public static Optional<String> obstacle(Settings settings) {
    Choice choice = choose(settings);
    return choice instanceof Choice.Possible possible
        ? of(possible).obstacle(settings)
        : Optional.of(choice.reason());
  }

  /** Does nothing where there is no backend: that is for the start to say. */
  static void requireImages(Settings settings, Collection<String> images, LocalImages local) {
    if (choose(settings) instanceof Choice.Possible possible) {
      local.requireFiles(images);
      of(possible).requireImages(settings, images, local);
    }
  }

  private static Choice possible(Settings settings) {
    List<String> obstacles = new ArrayList<>();
    for (Known known : Known.values()) {
      String name = known.backend();
      Optional<Backend> backend = find(name);
      if (backend.isEmpty()) {
        obstacles.add(
            "%s: it is not on the class path. Try: the dependency io.cortexlocal:%s."
                .formatted(name, known.artifact));
        continue;
      }
      Optional<String> obstacle = backend.get().obstacle(settings);
      if (obstacle.isEmpty()) {
        return new Choice.Possible(
            name,
            obstacles.isEmpty()
                ? "this machine can run it"
                : obstacles.get(0).lines().findFirst().orElse(""),
            false);
      }
      obstacles.add(name + ": " + obstacle.get());
    }
    return new Choice.Impossible(String.join(System.lineSeparator(), obstacles));
  }

  static Backend of(Choice.Possible choice) {
    return find(choice.backend()).orElseThrow();
  }

  /** Returns the backends that are on the class path, in the order in which they are tried. */
  public static List<Backend> onClassPath() {
    return Arrays.stream(Known.values()).flatMap(known -> find(known.backend()).stream()).toList();
  }

  /**
   * Returns the settings of a cluster and its APIs on one backend, but for the one that chooses it.
   *
   * @param name the backend's; it has none of its own where it is not on the class path
   */
  public static List<Setting<?>> settings(String name) {
    List<Setting<?>> settings = new ArrayList<>(CortexLocal.SETTINGS);
    settings.remove(BACKEND);
    settings.addAll(ClusterSettings.ALL);
    find(name).ifPresent(backend -> settings.addAll(backend.settings()));
    return settings;
  }

  private static Optional<Backend> find(String name) {
    return ServiceLoader.load(Backend.class, Backends.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(backend -> backend.name().equals(name))
        .findFirst();
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
