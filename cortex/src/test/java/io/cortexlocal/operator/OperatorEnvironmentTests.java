package io.cortexlocal.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.EmbeddedKubernetes;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.image.LocalEnvironment;
import io.cortexlocal.operator.DeployResult.Outcome;
import io.cortexlocal.workload.WorkloadSettings;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The variables that containers get on this machine alone. */
class OperatorEnvironmentTests {

  private static final WorkloadSettings SETTINGS =
      new WorkloadSettings(
          "0.42.1", "example/envoy:1", "IfNotPresent", false, Optional.empty(), Optional.empty());

  private final ObjectStore store = new ObjectStore(InstantSource.system());
  private final Kubernetes kubernetes =
      new EmbeddedKubernetes(store, new NoPods(), InstantSource.system());
  private Instant now = Instant.parse("2026-01-02T03:04:05.000000006Z");
  private final Operator operator =
      new Operator(kubernetes, () -> now = now.plusSeconds(1), new SplittableRandom(1));

  @AfterEach
  void close() {
    store.close();
  }

  private DeployResult.Accepted deploy(Map<String, String> environment) {
    return deploy(new LocalEnvironment(environment, Map.of()));
  }

  private DeployResult.Accepted deploy(LocalEnvironment environment) {
    Submission submission =
        new Submission(
            ApiConfigs.api("text")
                .containers(
                    ApiConfigs.container("api")
                        .env(new TreeMap<>(Map.of("B", "$(A)", "C", "file's"))),
                    ApiConfigs.container("other"))
                .build(),
            "cortex.yaml",
            Optional.empty(),
            environment);
    return (DeployResult.Accepted) operator.deploy(List.of(submission), SETTINGS, true).get(0);
  }

  private Deployment deployment() {
    return kubernetes.get(ResourceType.DEPLOYMENT, "default", "api-text").orElseThrow();
  }

  private List<EnvVar> variables(int container) {
    return deployment().getSpec().getTemplate().getSpec().getContainers().get(container).getEnv();
  }

  private Map<String, String> secret() {
    Map<String, String> data = new TreeMap<>();
    kubernetes
        .get(ResourceType.SECRET, "default", "api-text")
        .map(Secret::getData)
        .orElse(Map.of())
        .forEach(
            (key, value) ->
                data.put(
                    key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    return data;
  }

  @Test
  void theyReplaceTheFilesAndCanBeReferredToThere() {
    deploy(
        new LocalEnvironment(
            Map.of("A", "a", "C", "c"), Map.of("other", Map.of("A", "other", "D", "d"))));

    assertThat(secret())
        .isEqualTo(
            Map.of(
                "1.api.A",
                "a",
                "1.api.C",
                "c",
                "1.other.A",
                "other",
                "1.other.C",
                "c",
                "1.other.D",
                "d"));
    assertThat(variables(0).subList(4, variables(0).size()))
        .extracting(EnvVar::getName)
        .containsExactly("A", "B", "C");
    assertThat(variables(0).get(6).getValue()).isNull();
    assertThat(variables(0).get(6).getValueFrom().getSecretKeyRef().getName())
        .isEqualTo("api-text");
    assertThat(variables(0).get(6).getValueFrom().getSecretKeyRef().getKey()).isEqualTo("1.api.C");
    assertThat(variables(0).get(5).getValue()).isEqualTo("$(A)");
    assertThat(variables(1))
        .filteredOn(variable -> variable.getValueFrom() != null)
        .extracting(EnvVar::getName)
        .containsExactly("A", "C", "D");
    assertThat(variables(2))
        .as("the sidecar's")
        .allMatch(variable -> variable.getValueFrom() == null);
  }

  @Test
  void aChangedValueIsAnUpdateAndTheSameIsNot() {
    DeployResult.Accepted first = deploy(Map.of("A", "1"));
    DeployResult.Accepted same = deploy(Map.of("A", "1"));
    DeployResult.Accepted changed = deploy(Map.of("A", "2"));
    DeployResult.Accepted back = deploy(Map.of("A", "1"));

    assertThat(same.identity().specId()).isEqualTo(first.identity().specId());
    assertThat(same.outcome()).isEqualTo(Outcome.ALREADY_UPDATING);
    assertThat(changed.outcome()).isEqualTo(Outcome.UPDATED);
    assertThat(changed.identity().podId()).isNotEqualTo(first.identity().podId());
    assertThat(back.outcome()).isEqualTo(Outcome.UPDATED);
    // A replica that is being replaced may be started again.
    assertThat(secret())
        .isEqualTo(
            Map.of(
                "1.api.A",
                "1",
                "1.other.A",
                "1",
                "2.api.A",
                "2",
                "2.other.A",
                "2",
                "3.api.A",
                "1",
                "3.other.A",
                "1"));
    deploy(Map.of("A", "4"));
    assertThat(secret()).hasSize(6).containsEntry("4.api.A", "4").containsEntry("2.api.A", "2");
  }

  @Test
  void withoutThemAnApiIsTheSameAsOneThatNeverHadAny() {
    DeployResult.Accepted never = deploy(Map.of());
    assertThat(kubernetes.get(ResourceType.SECRET, "default", "api-text")).isEmpty();
    deploy(Map.of("A", "1"));

    DeployResult.Accepted again = deploy(Map.of());

    assertThat(again.outcome()).isEqualTo(Outcome.UPDATED);
    assertThat(again.identity().specId()).isEqualTo(never.identity().specId());
    assertThat(variables(0)).allMatch(variable -> variable.getValueFrom() == null);
    assertThat(deploy(Map.of("A", "1")).outcome()).isEqualTo(Outcome.UPDATED);
  }

  @Test
  void aRefreshKeepsThem() {
    deploy(Map.of("A", "1"));

    operator.refresh("text", true);

    assertThat(variables(0).get(4).getValueFrom().getSecretKeyRef().getKey()).isEqualTo("1.api.A");
  }

  @Test
  void theyGoWithTheApi() {
    deploy(Map.of("A", "1"));

    operator.delete("text", true);

    assertThat(kubernetes.get(ResourceType.SECRET, "default", "api-text")).isEmpty();
  }

  @Test
  void aValueStandsInNoObjectButTheSecret() {
    deploy(Map.of("A", "hunter2"));
    String encoded = Base64.getEncoder().encodeToString("hunter2".getBytes(StandardCharsets.UTF_8));

    for (ResourceType<?> type : ResourceType.all()) {
      for (HasMetadata object : kubernetes.list(type, "default", Map.of())) {
        String text = Serialization.asJson(object);
        assertThat(text).as(type.kind()).doesNotContain("hunter2");
        if (!type.equals(ResourceType.SECRET)) {
          assertThat(text).as(type.kind()).doesNotContain(encoded);
        }
      }
    }
    assertThat(operator.get("text").spec().orElseThrow().toString()).doesNotContain("hunter2");
  }
}
