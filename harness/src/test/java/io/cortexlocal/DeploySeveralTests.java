package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.deploy.DeployException;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DeploySeveralTests {

  private static final String TWO =
      """
      - name: first
        kind: RealtimeAPI
        pod:
          containers:
          - name: web
            image: example/web:1
      - name: second
        kind: RealtimeAPI
        pod:
          containers:
          - name: web
            image: example/web:1
      """;

  private static final Set<ResourceType<?>> ALL =
      Set.of(ResourceType.SERVICE, ResourceType.VIRTUAL_SERVICE, ResourceType.DEPLOYMENT);

  @AutoClose private final InMemoryCortex cluster = new InMemoryCortex();

  @Test
  void theApisOfAFileComeUpAtOnce() {
    cluster.startReplicasAt(2);

    assertThat(cluster.deploy(apis(), Duration.ofSeconds(10)))
        .extracting(RealtimeApi::name)
        .containsExactly("first", "second");
  }

  @Test
  void whenOneDoesNotComeUpNoneIsLeft() {
    cluster.keepFromStarting("api-second");

    assertThatThrownBy(() -> cluster.deploy(apis(), Duration.ofSeconds(8)))
        .isInstanceOf(DeployException.class)
        .hasMessageStartingWith("API second did not come up within 8 s: ");

    assertThat(cluster.deployments()).isEmpty();
    for (String name : List.of("api-first", "api-second")) {
      assertThat(cluster.get(ResourceType.SERVICE, "default", name)).isEmpty();
      assertThat(cluster.get(ResourceType.VIRTUAL_SERVICE, "default", name)).isEmpty();
    }
  }

  @Test
  void whenOneDoesNotComeUpWhatWasThereBeforeIsLeft() {
    RealtimeApi before = cluster.deploy(apis().subList(0, 1), Duration.ofSeconds(10)).get(0);
    cluster.keepFromStarting("api-second");

    assertThatThrownBy(() -> cluster.deploy(apis(), Duration.ofMillis(50)))
        .isInstanceOf(DeployException.class);

    assertThat(objects("api-first")).isEqualTo(ALL);
    assertThat(objects("api-second")).isEmpty();
    before.close();
    assertThat(objects("api-first")).isEmpty();
  }

  @Test
  void aRedeploymentThatDoesNotComeUpLeavesTheApi() {
    RealtimeApi before = cluster.deploy(first(), Duration.ofSeconds(10)).get(0);
    cluster.keepFromStarting("api-first");

    assertThatThrownBy(() -> cluster.deploy(changed(), Duration.ofMillis(50)))
        .isInstanceOf(DeployException.class);

    assertThat(objects("api-first")).isEqualTo(ALL);
    before.close();
    assertThat(objects("api-first")).isEmpty();
  }

  /** So it is with Cortex, which says so; code alone is no change. */
  @Test
  void aRedeploymentThatChangesNothingIsSaid() {
    RealtimeApi before = cluster.deploy(first(), Duration.ofSeconds(10)).get(0);
    RealtimeApi again = cluster.deploy(first(), Duration.ofSeconds(10)).get(0);

    assertThat(before.wasUpToDate()).isFalse();
    assertThat(before.describe()).doesNotContain("up to date");
    assertThat(again.wasUpToDate()).isTrue();
    assertThat(again.describe())
        .startsWith(
            "  API first is up to date: nothing of its configuration has changed, so its replicas go"
                + " on as they are, as with cortex deploy. An image that was built again under the"
                + " same name, or a file of a run: directory that was changed, does not count. Try:"
                + " refresh() of the API, which replaces its replicas, or another tag for the image"
                + " in cortex.yaml.");
  }

  @Test
  void aRedeploymentThatChangesSomethingIsNotUpToDate() {
    cluster.deploy(first(), Duration.ofSeconds(10));

    assertThat(cluster.deploy(changed(), Duration.ofSeconds(10)).get(0).wasUpToDate()).isFalse();
  }

  @Test
  void anApiThatWasClosedIsNotUpToDate() {
    cluster.deploy(first(), Duration.ofSeconds(10)).get(0).close();

    assertThat(cluster.deploy(first(), Duration.ofSeconds(10)).get(0).wasUpToDate()).isFalse();
  }

  /** Cortex refuses it, but with {@code --force}. */
  @Test
  void aRedeploymentIsTakenWhileTheApiIsUpdating() {
    cluster.deploy(first(), Duration.ofSeconds(10));
    cluster.keepFromStarting("api-first");
    for (int attempt = 1; attempt <= 2; attempt++) {
      assertThatThrownBy(() -> cluster.deploy(changed(), Duration.ofMillis(50)))
          .isInstanceOf(DeployException.class)
          .hasMessageStartingWith("API first did not come up within 0.05 s: ");
    }
  }

  @Test
  void aRedeploymentThatIsRefusedHalfWayLeavesTheApi() {
    for (ResourceType<?> type : ALL) {
      try (InMemoryCortex another = new InMemoryCortex()) {
        another.deploy(first(), Duration.ofSeconds(10));
        another.refuse(type);

        assertThatThrownBy(() -> another.deploy(changed(), Duration.ofSeconds(10)))
            .isInstanceOf(ClusterException.class);

        assertThat(objects(another, "api-first")).isEqualTo(ALL);
      }
    }
  }

  @Test
  void ofADeploymentThatIsRefusedHalfWayNothingIsLeft() {
    for (ResourceType<?> type : ALL) {
      try (InMemoryCortex another = new InMemoryCortex()) {
        another.refuse(type);

        assertThatThrownBy(() -> another.deploy(first(), Duration.ofSeconds(10)))
            .isInstanceOf(ClusterException.class);

        assertThat(objects(another, "api-first")).isEmpty();
      }
    }
  }

  @Test
  void closingAnOlderDeploymentLeavesTheNewerOne() {
    RealtimeApi older = cluster.deploy(first(), Duration.ofSeconds(10)).get(0);
    RealtimeApi newer = cluster.deploy(first(), Duration.ofSeconds(10)).get(0);

    older.close();
    assertThat(objects("api-first")).isEqualTo(ALL);

    newer.close();
    assertThat(objects("api-first")).isEmpty();
  }

  @Test
  void closingTwiceLeavesWhatWasDeployedBetween() {
    RealtimeApi older = cluster.deploy(first(), Duration.ofSeconds(10)).get(0);
    RealtimeApi newer = cluster.deploy(first(), Duration.ofSeconds(10)).get(0);
    newer.close();
    RealtimeApi newest = cluster.deploy(first(), Duration.ofSeconds(10)).get(0);

    older.close();
    newer.close();
    assertThat(objects("api-first")).isEqualTo(ALL);

    newest.close();
    assertThat(objects("api-first")).isEmpty();
  }

  @Test
  void anObjectThatNoDeploymentMadeIsLeft() {
    cluster.deploy(apis().subList(1, 2), Duration.ofSeconds(10));
    cluster
        .kubernetes()
        .apply(
            ResourceType.SERVICE,
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("api-first")
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build());

    cluster.deploy(first(), Duration.ofSeconds(10)).get(0).close();

    assertThat(objects("api-first")).containsExactly(ResourceType.SERVICE);
  }

  private Set<ResourceType<?>> objects(String name) {
    return objects(cluster, name);
  }

  private static Set<ResourceType<?>> objects(InMemoryCortex cluster, String name) {
    return ALL.stream()
        .filter(type -> cluster.get(type, "default", name).isPresent())
        .collect(Collectors.toSet());
  }

  private static List<ApiConfig> first() {
    return apis().subList(0, 1);
  }

  private static List<ApiConfig> changed() {
    return parsed(TWO.replace("example/web:1", "example/web:2")).subList(0, 1);
  }

  private static List<ApiConfig> apis() {
    return parsed(TWO);
  }

  private static List<ApiConfig> parsed(String yaml) {
    ParseResult result =
        CortexConfig.parse("cortex.yaml", yaml.getBytes(StandardCharsets.UTF_8), Optional.empty());
    return ((ParseResult.Valid) result).config().apis();
  }
}
