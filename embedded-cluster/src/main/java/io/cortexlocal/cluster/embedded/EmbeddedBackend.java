package io.cortexlocal.cluster.embedded;

import io.cortexlocal.cluster.Backend;
import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.Requirement;
import io.cortexlocal.cluster.SetupStep;
import io.cortexlocal.cluster.embedded.image.EmbeddedImages;
import io.cortexlocal.cluster.embedded.linux.NodeRequirements;
import io.cortexlocal.cluster.embedded.setup.EmbeddedSetup;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Setting;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Time;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A cluster of this machine's namespaces, without Docker. */
public final class EmbeddedBackend implements Backend {

  static final String NAME = "embedded";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(
        EmbeddedSettings.USER_NAMESPACE,
        EmbeddedSettings.CPUS,
        EmbeddedSettings.GPUS,
        EmbeddedSettings.INFERENTIA_CHIPS,
        EmbeddedSettings.NETWORK);
  }

  @Override
  public Optional<String> obstacle(Settings settings) {
    return EmbeddedCluster.obstacle(read(settings));
  }

  @Override
  public List<Requirement> requirements(Settings settings) {
    EmbeddedSettings read = read(settings);
    return setupOf(read).requirements(read.mode());
  }

  @Override
  public List<SetupStep> setup(Settings settings) {
    return setupOf(read(settings)).steps();
  }

  @Override
  public void requireImages(Settings settings, Collection<String> images, LocalImages local) {
    new EmbeddedImages(read(settings).images()).require(images, local);
  }

  @Override
  public Cluster start(Settings settings, Time time, Deadline deadline) {
    return EmbeddedCluster.start(read(settings), time);
  }

  private static EmbeddedSetup setupOf(EmbeddedSettings settings) {
    return new EmbeddedSetup(
        NodeRequirements.ofThisMachine().reaching(settings.reach()), settings.environment());
  }

  private static EmbeddedSettings read(Settings settings) {
    return EmbeddedSettings.from(settings, System.getenv());
  }
}
