package io.cortexlocal.cli.up;

import io.cortexlocal.Backends;
import io.cortexlocal.cli.doctor.Setup;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cluster.Backend;
import io.cortexlocal.cluster.SetupException;
import io.cortexlocal.settings.Settings;
import java.util.Optional;

/** Which backend an {@code up} takes: the embedded one, unless another is asked for. */
final class UpBackend {

  private static final String EMBEDDED = "embedded";
  private static final String K3S = "k3s";
  private static final String AUTO = "auto";

  private UpBackend() {}

  /**
   * Returns settings that name the backend, after what it lacks has been installed where that may
   * be done, and what its containers reach.
   *
   * @param wanted on the command line
   * @throws UsageException when it cannot run on this machine, with what to try
   */
  static Settings choose(
      Optional<String> wanted, Settings settings, Streams streams, Teller teller) {
    Settings chosen = choose(wanted, settings, streams);
    return onClassPath(chosen.get(Backends.BACKEND))
        .map(backend -> UpNetwork.choose(backend, chosen, teller))
        .orElse(chosen);
  }

  private static Settings choose(Optional<String> wanted, Settings settings, Streams streams) {
    String said = wanted.orElseGet(() -> settings.get(Backends.BACKEND));
    if (!said.equals(AUTO)) {
      Settings chosen = of(said, settings);
      install(said, chosen, streams);
      Optional<String> obstacle = Backends.obstacle(chosen);
      if (obstacle.isPresent()) {
        throw new UsageException(obstacle.get());
      }
      return chosen;
    }
    Settings embedded = of(EMBEDDED, settings);
    Optional<String> obstacle = Backends.obstacle(embedded);
    if (obstacle.isEmpty()) {
      return embedded;
    }
    Settings k3s = of(K3S, settings);
    if (Backends.obstacle(k3s).isEmpty()) {
      return k3s;
    }
    install(EMBEDDED, embedded, streams);
    Optional<String> left = Backends.obstacle(embedded);
    if (left.isPresent()) {
      throw new UsageException(
          "%s: %s%n%s: %s"
              .formatted(EMBEDDED, left.get(), K3S, Backends.obstacle(k3s).orElse("it can run")));
    }
    return embedded;
  }

  private static Settings of(String backend, Settings settings) {
    return settings.preferring(
        new Settings.Source(
            "cortex-local up",
            name ->
                name.equals(Backends.BACKEND.name()) ? Optional.of(backend) : Optional.empty()));
  }

  private static void install(String name, Settings settings, Streams streams) {
    onClassPath(name)
        .ifPresent(
            backend -> {
              try {
                Setup.install(backend, settings, streams);
              } catch (SetupException e) {
                throw new UsageException(e.getMessage());
              }
            });
  }

  private static Optional<Backend> onClassPath(String name) {
    return Backends.onClassPath().stream()
        .filter(backend -> backend.name().equals(name))
        .findFirst();
  }
}
