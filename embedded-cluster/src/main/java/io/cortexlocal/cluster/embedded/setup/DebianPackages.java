package io.cortexlocal.cluster.embedded.setup;

import io.cortexlocal.cluster.SetupException;
import io.cortexlocal.cluster.SetupStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Installs Debian packages with {@code apt-get}, as root. */
final class DebianPackages implements SetupStep {

  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final Path installer;
  private final Set<String> packages;

  /**
   * @param installer this machine's {@code apt-get}
   */
  DebianPackages(Path installer, Set<String> packages) {
    this.installer = installer;
    this.packages = new TreeSet<>(packages);
  }

  private String names() {
    return String.join(" ", packages);
  }

  @Override
  public String description() {
    return "Debian packages, with apt-get: " + names();
  }

  @Override
  public void run() {
    call(List.of("update"));
    List<String> install = new ArrayList<>(List.of("install", "-y", "--no-install-recommends"));
    install.addAll(packages);
    call(install);
  }

  private void call(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(installer.toString()));
    command.addAll(arguments);
    SetupCommand.Outcome outcome =
        SetupCommand.run(command, Map.of("DEBIAN_FRONTEND", "noninteractive"), TIMEOUT);
    if (!outcome.succeeded()) {
      throw new SetupException(
          """
          apt-get %s failed, which was to install %s: %s
          Try: apt-get update && apt-get install %s"""
              .formatted(arguments.get(0), names(), outcome.reason(), names()));
    }
  }
}
