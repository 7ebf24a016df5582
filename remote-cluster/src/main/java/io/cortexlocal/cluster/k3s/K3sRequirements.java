package io.cortexlocal.cluster.k3s;

import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.cluster.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What k3s needs: a Docker engine, and in it, or to be pulled by it, a few images. */
final class K3sRequirements {

  private static final String ENGINE = "Docker engine";

  private K3sRequirements() {}

  /**
   * Returns each thing that is needed. Of an image that is not there, the engine asks the registry.
   *
   * @param engine if one answers
   * @param environment of this process
   */
  static List<Requirement> of(
      Optional<DockerEngine> engine, K3sSettings settings, Map<String, String> environment) {
    if (engine.isEmpty()) {
      return List.of(
          Requirement.lacking(
              ENGINE,
              "none answers"
                  + Optional.ofNullable(environment.get("DOCKER_HOST"))
                      .map(" at DOCKER_HOST=%s"::formatted)
                      .orElse(""),
              "docker info, which tells whether it is not running, or not for you (group docker)",
              "https://docs.docker.com/engine/install, or on Debian: apt-get install docker.io"));
    }
    List<Requirement> all = new ArrayList<>();
    all.add(Requirement.met(ENGINE, "it answers"));
    for (OwnImage own : OwnImage.needed(settings, environment)) {
      all.add(image(engine.get(), own, settings.cluster().neverPull()));
    }
    return all;
  }

  private static Requirement image(DockerEngine engine, OwnImage own, boolean neverPull) {
    String name = "image " + own.image();
    if (engine.hasImage(own.image())) {
      return Requirement.met(name, "in the engine");
    }
    if (neverPull) {
      return Requirement.lacking(
          name,
          "it is not in the engine, and %s is set".formatted(ClusterSettings.NEVER_PULL.name()),
          own.hint());
    }
    return engine
        .pullObstacle(own.image())
        .map(
            reason ->
                Requirement.lacking(
                    name, "it is not in the engine and cannot be pulled: " + reason, own.hint()))
        .orElseGet(() -> Requirement.met(name, "pulled when a cluster first starts"));
  }
}
