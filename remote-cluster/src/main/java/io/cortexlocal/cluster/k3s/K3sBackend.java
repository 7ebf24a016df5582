package io.cortexlocal.cluster.k3s;

import io.cortexlocal.cluster.Backend;
import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.Requirement;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Setting;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Time;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A real k3s in a container of the Docker engine. */
public final class K3sBackend implements Backend {

  static final String NAME = "k3s";

  private static final String TESTCONTAINERS = "org.testcontainers.DockerClientFactory";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(K3sSettings.NODE_IMAGE, K3sSettings.JRE_IMAGE);
  }

  @Override
  public Optional<String> obstacle(Settings settings) {
    if (!hasTestcontainers()) {
      return Optional.of(
          """
          Testcontainers is not on the class path, and k3s needs it. \
          Try: the dependency org.testcontainers:testcontainers-k3s.""");
    }
    return DockerEngine.find().isPresent()
        ? Optional.empty()
        : Optional.of(
            """
            no Docker engine answers, and k3s needs one. \
            Try: docker info, or set cortex.local.backend=k3s to see the engine's own error.""");
  }

  @Override
  public List<Requirement> requirements(Settings settings) {
    return hasTestcontainers()
        ? K3sRequirements.of(DockerEngine.find(), K3sSettings.from(settings), System.getenv())
        : List.of(
            Requirement.lacking(
                "Testcontainers",
                "it is not on the class path",
                "the dependency org.testcontainers:testcontainers-k3s"));
  }

  private static boolean hasTestcontainers() {
    try {
      Class.forName(TESTCONTAINERS, false, K3sBackend.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public void requireImages(Settings settings, Collection<String> images, LocalImages local) {
    K3sCluster.requireImages(K3sSettings.from(settings), images, local);
  }

  @Override
  public Cluster start(Settings settings, Time time, Deadline deadline) {
    return K3sCluster.start(K3sSettings.from(settings), deadline);
  }
}
