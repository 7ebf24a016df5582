package io.cortexlocal.cluster.k3s;

import io.cortexlocal.cluster.Backend;
import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.settings.Setting;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import java.util.List;
import java.util.Optional;

/** A real k3s in a container of the Docker engine. */
public final class K3sBackend implements Backend {

  static final String NAME = "k3s";

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
    return DockerEngine.find().isPresent()
        ? Optional.empty()
        : Optional.of(
            """
            no Docker engine answers, and k3s needs one. \
            Try: docker info, or set cortex.local.backend=k3s to see the engine's own error.""");
  }

  @Override
  public Cluster start(Settings settings, Deadline deadline) {
    return K3sCluster.start(K3sSettings.from(settings), deadline);
  }
}
