package io.cortexlocal.cluster;

import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.DeclaredSettings;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Time;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a cluster is made of. Backends are found with {@link java.util.ServiceLoader}, so one that
 * is not on the class path brings none of its libraries along.
 */
@API(status = API.Status.INTERNAL)
public interface Backend extends DeclaredSettings {

  /** Returns its name as it is written in settings, such as {@code k3s}. */
  String name();

  /**
   * Returns why this machine cannot run such a cluster, with what to try; empty when it can.
   *
   * @throws io.cortexlocal.settings.SettingException naming a setting that has a wrong value
   */
  Optional<String> obstacle(Settings settings);

  /**
   * Returns, one by one, what such a cluster needs of this machine, and whether it is there. It can
   * run when all are met. Takes its time: programs are started, and an engine is asked.
   *
   * @throws io.cortexlocal.settings.SettingException naming a setting that has a wrong value
   */
  List<Requirement> requirements(Settings settings);

  /**
   * Returns the steps that would install what this machine lacks, in their order, as far as this
   * process may; what is there is kept.
   *
   * @throws io.cortexlocal.settings.SettingException naming a setting that has a wrong value
   */
  default List<SetupStep> setup(Settings settings) {
    return List.of();
  }

  /**
   * Makes sure that images can be had, as far as that can be told without a cluster, and without
   * building or pulling one.
   *
   * @throws io.cortexlocal.image.ImageException naming the image that cannot be had, and why
   * @throws io.cortexlocal.settings.SettingException naming a setting that has a wrong value
   */
  void requireImages(Settings settings, Collection<String> images, LocalImages local);

  /**
   * Starts a cluster that nothing is installed in.
   *
   * @param time by which the cluster goes, as far as it is this process's
   * @throws ClusterException when this machine does not allow it, or it has not started in time;
   *     nothing of it is left
   * @throws io.cortexlocal.image.ImageException naming an image of the cluster that cannot be had
   * @throws io.cortexlocal.settings.SettingException naming a setting that has a wrong value
   */
  Cluster start(Settings settings, Time time, Deadline deadline);
}
