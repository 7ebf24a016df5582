package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.embedded.image.ContainerImage;
import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import io.cortexlocal.cluster.embedded.image.RootFilesystem;
import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import io.cortexlocal.cluster.embedded.runtime.Mount;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerConfigsTests {

  @TempDir Path root;

  @Test
  void withoutCommandAndArgumentsTheImagesOwnRun() throws Exception {
    assertThat(config(Node.container("api")).command()).containsExactly("/entrypoint", "serve");
  }

  @Test
  void argumentsReplaceTheImagesCommandOnly() throws Exception {
    assertThat(config(Node.container("api").withArgs("train")).command())
        .containsExactly("/entrypoint", "train");
  }

  @Test
  void aCommandReplacesBoth() throws Exception {
    assertThat(config(Node.container("api").withCommand("/other")).command())
        .containsExactly("/other");
    assertThat(config(Node.container("api").withCommand("/other").withArgs("x")).command())
        .containsExactly("/other", "x");
  }

  @Test
  void commandAndArgumentsReferToTheDeclaredVariables() throws Exception {
    assertThat(
            config(
                    Node.container("api")
                        .withCommand("/serve", "$(PORT)", "$$(PORT)")
                        .withArgs("$(FROM_IMAGE)")
                        .addNewEnv()
                        .withName("PORT")
                        .withValue("80")
                        .endEnv())
                .command())
        .containsExactly("/serve", "80", "$(PORT)", "$(FROM_IMAGE)");
  }

  @Test
  void nothingToRunIsAnError() {
    ContainerImage empty =
        new ContainerImage(
            new RootFilesystem.Host(), List.of(), List.of(), Map.of(), "/", User.ROOT);
    assertThatThrownBy(() -> config(Node.container("api"), empty))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("no command specified");
  }

  @Test
  void theEnvironmentIsTheImagesUnderThePods() throws Exception {
    assertThat(config(Node.container("api")).environment())
        .containsEntry("FROM_IMAGE", "image")
        .containsEntry("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        .containsEntry("HOSTNAME", "api-x")
        .containsEntry("HOME", "/root");
    assertThat(
            config(
                    Node.container("api")
                        .addNewEnv()
                        .withName("FROM_IMAGE")
                        .withValue("pod")
                        .endEnv()
                        .addNewEnv()
                        .withName("HOME")
                        .withValue("/elsewhere")
                        .endEnv())
                .environment())
        .containsEntry("FROM_IMAGE", "pod")
        .containsEntry("HOME", "/elsewhere");
  }

  @Test
  void homeAndGroupAreThoseOfTheImagesUser() throws Exception {
    passwd("root:x:0:0:root:/top:/bin/sh\napp:x:1000:2000::/home/app:/bin/sh\n");
    ContainerSpec config =
        config(
            Node.container("api")
                .withNewSecurityContext()
                .withRunAsUser(1000L)
                .endSecurityContext(),
            unpacked());
    assertThat(config.user()).isEqualTo(new User(1000, 2000));
    assertThat(config.environment()).containsEntry("HOME", "/home/app");
    assertThat(config(Node.container("api"), unpacked()).environment())
        .containsEntry("HOME", "/top");
  }

  @Test
  void aUserThatTheImageDoesNotKnowHasTheRootAsHome() throws Exception {
    ContainerSpec config =
        config(
            Node.container("api")
                .withNewSecurityContext()
                .withRunAsUser(4711L)
                .withRunAsGroup(12L)
                .endSecurityContext(),
            unpacked());
    assertThat(config.user()).isEqualTo(new User(4711, 12));
    assertThat(config.environment()).containsEntry("HOME", "/");
  }

  @Test
  void aPasswdFileThatIsALinkOutOfTheImageIsNotRead() throws Exception {
    Files.createDirectory(root.resolve("etc"));
    Path outside = Files.writeString(root.resolve("outside"), "root:x:0:0::/stolen:/bin/sh\n");
    Files.createSymbolicLink(root.resolve("etc/passwd"), outside);
    assertThat(config(Node.container("api"), unpacked()).environment())
        .containsEntry("HOME", "/root");
  }

  @Test
  void workingDirectoryAndPrivilegesAreThePods() throws Exception {
    ContainerSpec plain = config(Node.container("api"));
    assertThat(plain.workingDirectory()).isEqualTo("/app");
    assertThat(plain.privileged()).isFalse();
    ContainerSpec other =
        config(
            Node.container("api")
                .withWorkingDir("/srv")
                .withNewSecurityContext()
                .withPrivileged(true)
                .endSecurityContext());
    assertThat(other.workingDirectory()).isEqualTo("/srv");
    assertThat(other.privileged()).isTrue();
  }

  @Test
  void mountsKeepTheirOrderAndExpandTheirSubPath() throws Exception {
    assertThat(
            config(
                    Node.container("api")
                        .addNewEnv()
                        .withName("WHO")
                        .withValue("me")
                        .endEnv()
                        .addNewVolumeMount()
                        .withName("mnt")
                        .withMountPath("/mnt")
                        .endVolumeMount()
                        .addNewVolumeMount()
                        .withName("mnt")
                        .withMountPath("/own")
                        .withSubPathExpr("for-$(WHO)")
                        .withReadOnly(true)
                        .endVolumeMount())
                .mounts())
        .containsExactly(
            new Mount("mnt", "/mnt", Optional.empty(), false),
            new Mount("mnt", "/own", Optional.of("for-me"), true));
  }

  @Test
  void whatIsNotThereIsRefusedByName() {
    refused(
        Node.container("api")
            .addNewVolumeMount()
            .withName("nowhere")
            .withMountPath("/x")
            .endVolumeMount(),
        "cannot find volume \"nowhere\" to mount into container \"api\"");
    refused(
        Node.container("api")
            .withNewLifecycle()
            .withNewPostStart()
            .withNewExec()
            .withCommand("x")
            .endExec()
            .endPostStart()
            .endLifecycle(),
        "the embedded cluster does not support a postStart hook; use the k3s backend");
    refused(
        Node.container("api").withNewSecurityContext().withRunAsNonRoot(true).endSecurityContext(),
        "container has runAsNonRoot and image will run as root (pod: \"api-x_default(1-2)\","
            + " container: api)");
  }

  private void refused(ContainerBuilder container, String message) {
    assertThatThrownBy(() -> config(container))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
  }

  private void passwd(String text) throws IOException {
    Files.createDirectory(root.resolve("etc"));
    Files.writeString(root.resolve("etc/passwd"), text);
  }

  private ContainerImage unpacked() {
    return new ContainerImage(
        new RootFilesystem.Unpacked(root),
        List.of("/entrypoint"),
        List.of(),
        Map.of(),
        "/",
        User.ROOT);
  }

  private static ContainerSpec config(ContainerBuilder container) throws ConfigurationException {
    return config(container, Node.IMAGE);
  }

  private static ContainerSpec config(ContainerBuilder container, ContainerImage image)
      throws ConfigurationException {
    Pod pod =
        Node.pod("api-x", container.build())
            .editMetadata()
            .withUid("1-2")
            .endMetadata()
            .editSpec()
            .withVolumes(
                new VolumeBuilder().withName("mnt").withNewEmptyDir().endEmptyDir().build())
            .endSpec()
            .build();
    return ContainerConfigs.of(
        pod,
        container.build(),
        image,
        "10.42.0.9",
        name -> Optional.empty(),
        name -> Optional.empty(),
        line -> {});
  }
}
