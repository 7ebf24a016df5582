package io.cortexlocal.workload;

import static io.cortexlocal.config.ApiConfigs.container;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.config.ApiConfigs.ApiBuilder;
import io.cortexlocal.config.RealtimeApiConfig;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeploymentIdentityTests {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000000006Z");

  @Test
  void hasTheFormOfCortexIds() {
    DeploymentIdentity identity = first(ApiConfigs.minimal("a1"));

    assertThat(identity.podId()).matches("[0-9a-f]{63}");
    assertThat(identity.specId()).matches("[0-9a-f]{32}");
    assertThat(identity.deploymentId()).matches("[a-z][a-z0-9]{9}");
    assertThat(identity.initialDeploymentTime()).isEqualTo("1767323045000000006");
    assertThat(identity.apiId())
        .isEqualTo(
            "%x-%s-%s"
                .formatted(
                    Long.MAX_VALUE - 1767323045000000006L,
                    identity.deploymentId(),
                    identity.specId()));
  }

  @Test
  void twoFirstDeploymentsAreDifferentDeployments() {
    SplittableRandom random = new SplittableRandom(1);
    RealtimeApiConfig api = ApiConfigs.minimal("a1");

    assertThat(DeploymentIdentity.first(api, SecretVariables.NONE, NOW, random).deploymentId())
        .isNotEqualTo(
            DeploymentIdentity.first(api, SecretVariables.NONE, NOW, random).deploymentId());
  }

  @Test
  void aLaterDeploymentKeepsWhatTheFirstOneMade() {
    RealtimeApiConfig api = ApiConfigs.minimal("a1");
    DeploymentIdentity first = first(api);
    DeploymentIdentity later =
        DeploymentIdentity.following(
            api, SecretVariables.NONE, NOW.plusNanos(1), Metadata.objectLabels(api, first));

    assertThat(later.deploymentId()).isEqualTo(first.deploymentId());
    assertThat(later.initialDeploymentTime()).isEqualTo(first.initialDeploymentTime());
    assertThat(later.podId()).isEqualTo(first.podId());
    assertThat(later.specId()).isEqualTo(first.specId());
    assertThat(later.apiId()).isLessThan(first.apiId());
  }

  @ParameterizedTest
  @MethodSource("changesOutsideThePod")
  void aChangeOutsideThePodKeepsThePodsAndChangesTheSpec(ApiBuilder changed) {
    RealtimeApiConfig api = ApiConfigs.minimal("a1");
    DeploymentIdentity before = first(api);
    DeploymentIdentity after =
        DeploymentIdentity.following(
            changed.build(), SecretVariables.NONE, NOW, Metadata.objectLabels(api, before));

    assertThat(after.podId()).isEqualTo(before.podId());
    assertThat(after.specId()).isNotEqualTo(before.specId());
    assertThat(after.apiId()).endsWith("-" + after.deploymentId() + "-" + after.specId());
    assertThat(template(changed.build(), after)).isEqualTo(template(api, before));
  }

  static Stream<ApiBuilder> changesOutsideThePod() {
    return Stream.of(
        ApiConfigs.api("a1").replicas(2, 5, 3),
        ApiConfigs.api("a1").endpoint("/other"),
        ApiConfigs.api("a1").updateStrategy("0", "1"),
        ApiConfigs.api("a1").nodeGroups("gpu"));
  }

  @ParameterizedTest
  @MethodSource("changesOfThePod")
  void aChangeOfThePodChangesBothIds(ApiBuilder changed) {
    DeploymentIdentity before = first(ApiConfigs.minimal("a1"));
    DeploymentIdentity after = first(changed.build());

    assertThat(after.podId()).isNotEqualTo(before.podId());
    assertThat(after.specId()).isNotEqualTo(before.specId());
  }

  static Stream<ApiBuilder> changesOfThePod() {
    return Stream.of(
        ApiConfigs.api("a2").endpoint("/a1"),
        ApiConfigs.api("a1").port(9000),
        ApiConfigs.api("a1").limits(2, 100),
        ApiConfigs.api("a1").limits(1, 101),
        ApiConfigs.api("a1").containers(container("web").image("example/web:2")),
        ApiConfigs.api("a1").containers(container("web").shm("1Mi")),
        ApiConfigs.api("a1").containers(container("web"), container("web2")));
  }

  @Test
  void textsThatOnlyLookAlikeAreDifferentPods() {
    assertThat(podId(Map.of("A", "1, B=2"))).isNotEqualTo(podId(Map.of("A", "1", "B", "2")));
    assertThat(
            first(ApiConfigs.api("a1").containers(container("web").args("a, b")).build()).podId())
        .isNotEqualTo(
            first(ApiConfigs.api("a1").containers(container("web").args("a", "b")).build())
                .podId());
  }

  private static String podId(Map<String, String> env) {
    return first(ApiConfigs.api("a1").containers(container("web").env(env)).build()).podId();
  }

  private static Object template(RealtimeApiConfig api, DeploymentIdentity identity) {
    return RealtimeObjects.of(api, identity, 1, Objects.AS_CORTEX)
        .deployment()
        .getSpec()
        .getTemplate();
  }

  private static DeploymentIdentity first(RealtimeApiConfig api) {
    return DeploymentIdentity.first(api, SecretVariables.NONE, NOW, new SplittableRandom(1));
  }
}
