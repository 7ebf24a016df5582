package io.cortexlocal.cli.doctor;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cluster.Backend;
import io.cortexlocal.cluster.SetupStep;
import io.cortexlocal.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** Installs what a backend lacks on this machine, and says so before each step. */
public final class Setup {

  private Setup() {}

  /**
   * Installs what is missing, as far as this process may.
   *
   * @return what has been installed
   * @throws io.cortexlocal.cluster.SetupException when a step fails; those before it stay
   */
  public static List<String> install(Backend backend, Settings settings, Streams streams) {
    List<String> installed = new ArrayList<>();
    for (SetupStep step : backend.setup(settings)) {
      streams.err().println("cortex-local: installing " + step.description());
      streams.err().flush();
      step.run();
      installed.add(step.description());
    }
    return installed;
  }
}
