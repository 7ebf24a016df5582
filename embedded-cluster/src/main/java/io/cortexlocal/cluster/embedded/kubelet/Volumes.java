package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.embedded.runtime.Mount;
import io.cortexlocal.cluster.embedded.runtime.Volume;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A pod's volumes, as the runtime takes them: emptyDir and configMap.
 *
 * <p>An emptyDir's medium makes no difference, for all of them are in memory; one that is full is
 * full at once, where Kubernetes evicts the pod some time later. A ConfigMap's files stay as they
 * were when the pod began.
 */
final class Volumes {

  private Volumes() {}

  /**
   * Returns a pod's volumes, in their order.
   *
   * @throws ConfigurationException with the message of the kubelet's event {@code FailedMount}
   */
  static List<Volume> of(Pod pod, ConfigMaps configMaps) throws ConfigurationException {
    List<Volume> volumes = new ArrayList<>();
    for (io.fabric8.kubernetes.api.model.Volume volume : pod.getSpec().getVolumes()) {
      try {
        volumes.add(volume(volume, configMaps));
      } catch (ConfigurationException e) {
        throw new ConfigurationException(
            "MountVolume.SetUp failed for volume \"%s\" : %s"
                .formatted(volume.getName(), e.getMessage()));
      }
    }
    return volumes;
  }

  /**
   * Returns what a container mounts, in its order.
   *
   * @param environment to which {@code subPathExpr} refers
   * @throws ConfigurationException when there is no such volume, or a variable is missing
   */
  static List<Mount> mounts(Pod pod, Container container, Map<String, String> environment)
      throws ConfigurationException {
    List<Mount> mounts = new ArrayList<>();
    for (VolumeMount mount : container.getVolumeMounts()) {
      if (pod.getSpec().getVolumes().stream()
          .noneMatch(volume -> volume.getName().equals(mount.getName()))) {
        throw new ConfigurationException(
            "cannot find volume \"%s\" to mount into container \"%s\""
                .formatted(mount.getName(), container.getName()));
      }
      mounts.add(
          new Mount(
              mount.getName(),
              mount.getMountPath(),
              subPath(mount, environment),
              Boolean.TRUE.equals(mount.getReadOnly())));
    }
    return mounts;
  }

  private static Optional<String> subPath(VolumeMount mount, Map<String, String> environment) {
    if (mount.getSubPathExpr() != null && !mount.getSubPathExpr().isEmpty()) {
      return Optional.of(Expansion.expand(mount.getSubPathExpr(), environment));
    }
    return Optional.ofNullable(mount.getSubPath()).filter(path -> !path.isEmpty());
  }

  private static Volume volume(io.fabric8.kubernetes.api.model.Volume volume, ConfigMaps configMaps)
      throws ConfigurationException {
    if (volume.getEmptyDir() != null) {
      return new Volume.EmptyDir(volume.getName(), limit(volume.getEmptyDir()));
    }
    if (volume.getConfigMap() != null) {
      return new Volume.Files(volume.getName(), files(volume.getConfigMap(), configMaps));
    }
    throw new ConfigurationException(
        "the embedded cluster has volumes of type emptyDir and configMap only");
  }

  private static OptionalLong limit(EmptyDirVolumeSource source) {
    Quantity limit = source.getSizeLimit();
    return limit == null
        ? OptionalLong.empty()
        : OptionalLong.of(Quantity.getAmountInBytes(limit).longValue());
  }

  private static Map<String, String> files(ConfigMapVolumeSource source, ConfigMaps configMaps)
      throws ConfigurationException {
    boolean optional = Boolean.TRUE.equals(source.getOptional());
    Optional<Map<String, String>> data = configMaps.data(source.getName(), optional);
    if (data.isEmpty()) {
      return Map.of();
    }
    Optional<ConfigMap> map = configMaps.find(source.getName());
    if (map.isPresent()
        && map.get().getBinaryData() != null
        && !map.get().getBinaryData().isEmpty()) {
      throw new ConfigurationException(
          "configmap \"%s\" has binaryData, which the embedded cluster does not take"
              .formatted(source.getName()));
    }
    if (source.getItems() == null || source.getItems().isEmpty()) {
      return data.get();
    }
    Map<String, String> files = new TreeMap<>();
    for (KeyToPath item : source.getItems()) {
      String content = data.get().get(item.getKey());
      if (content != null) {
        files.put(item.getPath(), content);
      } else if (!optional) {
        throw new ConfigurationException(
            "configmap references non-existent config key: " + item.getKey());
      }
    }
    return files;
  }
}
