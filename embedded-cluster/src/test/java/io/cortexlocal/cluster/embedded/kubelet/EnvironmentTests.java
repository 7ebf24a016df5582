package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvironmentTests {

  private static final ConfigMaps MAPS =
      name ->
          name.equals("settings")
              ? Optional.of(
                  new ConfigMapBuilder()
                      .withNewMetadata()
                      .withName("settings")
                      .endMetadata()
                      .withData(Map.of("COLOR", "blue", "SHAPE", "round"))
                      .build())
              : Optional.empty();
  private static final Secrets SECRETS =
      name ->
          name.equals("credentials")
              ? Optional.of(
                  new SecretBuilder()
                      .withNewMetadata()
                      .withName("credentials")
                      .endMetadata()
                      .withData(Map.of("TOKEN", "aHVudGVyMg==", "USER", "w6k="))
                      .build())
              : Optional.empty();
  private static final Pod POD =
      new PodBuilder()
          .withNewMetadata()
          .withName("api-x")
          .withNamespace("default")
          .withUid("1-2-3")
          .addToLabels("apiName", "x")
          .endMetadata()
          .withNewSpec()
          .withNodeName("node")
          .endSpec()
          .build();

  @Test
  void laterVariablesSeeEarlierOnesAndNotTheOtherWayRound() throws Exception {
    assertThat(
            of(
                new ContainerBuilder()
                    .addNewEnv()
                    .withName("EARLY")
                    .withValue("$(LATE)")
                    .endEnv()
                    .addNewEnv()
                    .withName("LATE")
                    .withValue("late")
                    .endEnv()
                    .addNewEnv()
                    .withName("LAST")
                    .withValue("$(EARLY) $(LATE) $$(LATE) $(NOWHERE)")
                    .endEnv()
                    .build()))
        .containsEntry("EARLY", "$(LATE)")
        .containsEntry("LATE", "late")
        .containsEntry("LAST", "$(LATE) late $(LATE) $(NOWHERE)");
  }

  @Test
  void aVariableThatIsDeclaredTwiceHasItsLastValueAndMayReferToItsFirst() throws Exception {
    assertThat(
            of(
                new ContainerBuilder()
                    .addNewEnv()
                    .withName("PATHS")
                    .withValue("a")
                    .endEnv()
                    .addNewEnv()
                    .withName("PATHS")
                    .withValue("$(PATHS):b")
                    .endEnv()
                    .build()))
        .containsEntry("PATHS", "a:b");
  }

  @Test
  void envWinsOverEnvFromWhichItMayReferTo() throws Exception {
    assertThat(
            of(
                new ContainerBuilder()
                    .addNewEnvFrom()
                    .withPrefix("MY_")
                    .withNewConfigMapRef("settings", false)
                    .endEnvFrom()
                    .addNewEnv()
                    .withName("MY_COLOR")
                    .withValue("dark$(MY_COLOR)")
                    .endEnv()
                    .addNewEnv()
                    .withName("EMPTY")
                    .endEnv()
                    .build()))
        .containsEntry("MY_COLOR", "darkblue")
        .containsEntry("MY_SHAPE", "round")
        .containsEntry("EMPTY", "");
  }

  @Test
  void programsSeeThatTheyRunInKubernetes() throws Exception {
    assertThat(
            of(
                new ContainerBuilder()
                    .addNewEnv()
                    .withName("API")
                    .withValue("$(KUBERNETES_SERVICE_HOST)")
                    .endEnv()
                    .addNewEnv()
                    .withName("KUBERNETES_PORT")
                    .withValue("own")
                    .endEnv()
                    .build()))
        .containsEntry("KUBERNETES_SERVICE_HOST", "10.43.0.1")
        .containsEntry("KUBERNETES_SERVICE_PORT", "443")
        .containsEntry("API", "10.43.0.1")
        .containsEntry("KUBERNETES_PORT", "own");
  }

  @Test
  void valuesComeFromConfigMapsAndFields() throws Exception {
    assertThat(
            of(
                new ContainerBuilder()
                    .addNewEnv()
                    .withName("COLOR")
                    .withNewValueFrom()
                    .withNewConfigMapKeyRef("COLOR", "settings", false)
                    .endValueFrom()
                    .endEnv()
                    .addNewEnv()
                    .withName("ABSENT")
                    .withNewValueFrom()
                    .withNewConfigMapKeyRef("COLOR", "nowhere", true)
                    .endValueFrom()
                    .endEnv()
                    .addNewEnv()
                    .withName("IP")
                    .withNewValueFrom()
                    .withNewFieldRef("v1", "status.podIP")
                    .endValueFrom()
                    .endEnv()
                    .addNewEnv()
                    .withName("NAME")
                    .withNewValueFrom()
                    .withNewFieldRef("v1", "metadata.name")
                    .endValueFrom()
                    .endEnv()
                    .addNewEnv()
                    .withName("LABEL")
                    .withNewValueFrom()
                    .withNewFieldRef("v1", "metadata.labels['apiName']")
                    .endValueFrom()
                    .endEnv()
                    .build()))
        .containsEntry("COLOR", "blue")
        .containsEntry("IP", "10.42.0.9")
        .containsEntry("NAME", "api-x")
        .containsEntry("LABEL", "x")
        .doesNotContainKey("ABSENT");
  }

  @Test
  void valuesComeFromSecrets() throws Exception {
    assertThat(
            of(
                new ContainerBuilder()
                    .addNewEnvFrom()
                    .withPrefix("ALL_")
                    .withNewSecretRef("credentials", null)
                    .endEnvFrom()
                    .addNewEnvFrom()
                    .withNewSecretRef("nowhere", true)
                    .endEnvFrom()
                    .addNewEnv()
                    .withName("PASSWORD")
                    .withNewValueFrom()
                    .withNewSecretKeyRef("TOKEN", "credentials", null)
                    .endValueFrom()
                    .endEnv()
                    .addNewEnv()
                    .withName("ABSENT")
                    .withNewValueFrom()
                    .withNewSecretKeyRef("NONE", "credentials", true)
                    .endValueFrom()
                    .endEnv()
                    .build()))
        .containsEntry("ALL_TOKEN", "hunter2")
        .containsEntry("ALL_USER", "é")
        .containsEntry("PASSWORD", "hunter2")
        .doesNotContainKey("ABSENT");
  }

  @Test
  void whatIsMissingIsSaidAsTheKubeletSaysIt() {
    assertThatThrownBy(
            () ->
                of(
                    new ContainerBuilder()
                        .addNewEnvFrom()
                        .withNewConfigMapRef("nowhere", null)
                        .endEnvFrom()
                        .build()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("configmap \"nowhere\" not found");
    assertThatThrownBy(
            () ->
                of(
                    new ContainerBuilder()
                        .addNewEnv()
                        .withName("SIZE")
                        .withNewValueFrom()
                        .withNewConfigMapKeyRef("SIZE", "settings", null)
                        .endValueFrom()
                        .endEnv()
                        .build()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("couldn't find key SIZE in ConfigMap default/settings");
    assertThatThrownBy(
            () ->
                of(
                    new ContainerBuilder()
                        .addNewEnv()
                        .withName("TOKEN")
                        .withNewValueFrom()
                        .withNewSecretKeyRef("token", "secrets", null)
                        .endValueFrom()
                        .endEnv()
                        .build()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("secret \"secrets\" not found");
    assertThatThrownBy(
            () ->
                of(
                    new ContainerBuilder()
                        .addNewEnv()
                        .withName("TOKEN")
                        .withNewValueFrom()
                        .withNewSecretKeyRef("NONE", "credentials", null)
                        .endValueFrom()
                        .endEnv()
                        .build()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("couldn't find key NONE in Secret default/credentials");
    assertThatThrownBy(
            () ->
                of(
                    new ContainerBuilder()
                        .addNewEnv()
                        .withName("CPU")
                        .withNewValueFrom()
                        .withNewResourceFieldRef()
                        .withResource("limits.cpu")
                        .endResourceFieldRef()
                        .endValueFrom()
                        .endEnv()
                        .build()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("the source of variable CPU is not supported by the embedded cluster");
  }

  private static Map<String, String> of(Container container) throws ConfigurationException {
    return Environment.of(POD, container, "10.42.0.9", MAPS, SECRETS);
  }
}
