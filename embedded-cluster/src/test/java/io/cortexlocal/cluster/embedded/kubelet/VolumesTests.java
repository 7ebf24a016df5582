package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.embedded.runtime.Volume.EmptyDir;
import io.cortexlocal.cluster.embedded.runtime.Volume.Files;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class VolumesTests {

  private static final ConfigMap MAP =
      new ConfigMapBuilder()
          .withNewMetadata()
          .withName("settings")
          .endMetadata()
          .withData(Map.of("a.yaml", "a: 1", "b.yaml", "b: 2"))
          .build();

  @Test
  void emptyDirsHaveTheirLimit() throws Exception {
    assertThat(
            of(
                new VolumeBuilder().withName("mnt").withNewEmptyDir().endEmptyDir().build(),
                new VolumeBuilder()
                    .withName("shm")
                    .withNewEmptyDir()
                    .withMedium("Memory")
                    .withSizeLimit(new Quantity("64Mi"))
                    .endEmptyDir()
                    .build()))
        .containsExactly(
            new EmptyDir("mnt", OptionalLong.empty()),
            new EmptyDir("shm", OptionalLong.of(64L << 20)));
  }

  @Test
  void configMapsAreFilesAllOrTheNamedOnes() throws Exception {
    assertThat(
            of(
                configMap("settings"),
                new VolumeBuilder()
                    .withName("some")
                    .withNewConfigMap()
                    .withName("settings")
                    .addNewItem()
                    .withKey("b.yaml")
                    .withPath("deep/c.yaml")
                    .endItem()
                    .endConfigMap()
                    .build()))
        .containsExactly(
            new Files("files", Map.of("a.yaml", "a: 1", "b.yaml", "b: 2")),
            new Files("some", Map.of("deep/c.yaml", "b: 2")));
  }

  @Test
  void anOptionalConfigMapMayBeMissing() throws Exception {
    assertThat(
            of(
                new VolumeBuilder()
                    .withName("files")
                    .withNewConfigMap()
                    .withName("nowhere")
                    .withOptional(true)
                    .endConfigMap()
                    .build()))
        .containsExactly(new Files("files", Map.of()));
  }

  @Test
  void whatCannotBeMountedIsSaidAsTheKubeletSaysIt() {
    assertThatThrownBy(() -> of(configMap("nowhere")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "MountVolume.SetUp failed for volume \"files\" : configmap \"nowhere\" not found");
    assertThatThrownBy(
            () ->
                of(
                    new VolumeBuilder()
                        .withName("files")
                        .withNewConfigMap()
                        .withName("settings")
                        .addNewItem()
                        .withKey("c.yaml")
                        .withPath("c.yaml")
                        .endItem()
                        .endConfigMap()
                        .build()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "MountVolume.SetUp failed for volume \"files\" : configmap references non-existent"
                + " config key: c.yaml");
    assertThatThrownBy(
            () ->
                of(
                    new VolumeBuilder()
                        .withName("host")
                        .withNewHostPath("/etc", "Directory")
                        .build()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "MountVolume.SetUp failed for volume \"host\" : the embedded cluster has volumes of"
                + " type emptyDir and configMap only");
  }

  private static Volume configMap(String name) {
    return new VolumeBuilder()
        .withName("files")
        .withNewConfigMap()
        .withName(name)
        .endConfigMap()
        .build();
  }

  private static List<io.cortexlocal.cluster.embedded.runtime.Volume> of(Volume... volumes)
      throws ConfigurationException {
    return Volumes.of(
        Node.pod("api-x").editSpec().withVolumes(volumes).endSpec().build(),
        name -> name.equals("settings") ? Optional.of(MAP) : Optional.empty());
  }
}
