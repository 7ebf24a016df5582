package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.deploy.DeployException;
import io.cortexlocal.operator.Operator;
import io.cortexlocal.settings.Settings;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A refresh replaces an API's replicas, and those who hold the API see the new ones. */
class RefreshTests {

  private final InMemoryCortex cluster = new InMemoryCortex();
  private final CortexLocal local = cluster.local(Settings.ofThisProcess());
  private final Kubernetes kubernetes = cluster.kubernetes();
  private RealtimeApi api;

  @TempDir Path directory;

  @BeforeEach
  void deploy() throws IOException {
    api = local.deploy(file("1")).api("text");
  }

  @AfterEach
  void close() {
    local.close();
  }

  @Test
  void everyReplicaIsReplacedAndAwaited() {
    api.scale(2);
    List<String> before = names(api.awaitReplicas(2));
    String id = deploymentId();

    List<ApiReplica> refreshed = api.lentBy("the run").refresh();

    assertThat(refreshed).hasSize(2).allMatch(ApiReplica::isReady);
    assertThat(names(refreshed)).doesNotContainAnyElementsOf(before);
    assertThat(names(api.awaitReplicas(2))).isEqualTo(names(refreshed));
    assertThat(deploymentId()).isNotEqualTo(id);
    assertThat(api.timeline().replicas()).containsAll(before).containsAll(names(refreshed));
  }

  @Test
  void theReplicasOfSomebodyElsesRefreshAreSeen() {
    List<String> before = names(api.replicas());

    new Operator(kubernetes, InstantSource.system(), new SplittableRandom(2))
        .refresh("text", false);

    List<ApiReplica> now = api.awaitReplicas(1);
    assertThat(names(now)).doesNotContainAnyElementsOf(before);
    assertThat(api.describe()).contains(names(now));
    assertThat(api.timeline().replicas()).containsAll(before).containsAll(names(now));
  }

  @Test
  void aRefreshThatSomebodyElseOvertakesEndsWithTheirs() throws Exception {
    List<String> before = names(api.replicas());
    String id = deploymentId();
    AtomicBoolean held = new AtomicBoolean(true);
    cluster.node().keepFromAnswering(pod -> held.get() && !before.contains(pod));
    CompletableFuture<List<ApiReplica>> refresh = CompletableFuture.supplyAsync(api::refresh);
    cluster.await(
        "a refresh",
        () ->
            kubernetes
                .get(ResourceType.DEPLOYMENT, "default", "api-text")
                .filter(it -> !it.getMetadata().getLabels().get("deploymentID").equals(id))
                .isPresent());

    new Operator(kubernetes, InstantSource.system(), new SplittableRandom(2)).refresh("text", true);
    String theirs = deploymentId();
    held.set(false);

    List<ApiReplica> refreshed = refresh.get(20, TimeUnit.SECONDS);
    assertThat(refreshed).hasSize(1).allMatch(ApiReplica::isReady);
    assertThat(
            kubernetes
                .get(ResourceType.POD, "default", refreshed.get(0).name())
                .orElseThrow()
                .getMetadata()
                .getLabels())
        .containsEntry("deploymentID", theirs);
  }

  @Test
  void whatIsRefreshedIsWhatWasDeployedLast() throws IOException {
    RealtimeApi again = api.redeploy(file("2"));
    List<String> before = names(again.awaitReplicas(1));

    List<String> refreshed = names(api.refresh());

    assertThat(refreshed).hasSize(1).doesNotContainAnyElementsOf(before);
    assertThat(names(again.awaitReplicas(1))).isEqualTo(refreshed);
    assertThat(
            kubernetes
                .get(ResourceType.POD, "default", refreshed.get(0))
                .orElseThrow()
                .getSpec()
                .getContainers())
        .extracting(container -> container.getImage())
        .contains("example/web:2");
  }

  @Test
  void anApiThatWasUpToDateIsSaidToBeSoNoLonger() throws IOException {
    RealtimeApi again = local.deploy(file("1")).api("text");
    assertThat(again.describe()).contains("API text is up to date");

    again.refresh();

    assertThat(again.wasUpToDate()).isTrue();
    assertThat(again.describe()).doesNotContain("is up to date");
  }

  @Test
  void replicasThatDoNotComeUpLeaveThoseThatServe() {
    List<String> before = names(api.replicas());
    cluster.node().loseImage("example/web:1");

    assertThatThrownBy(() -> api.refresh())
        .isInstanceOf(DeployException.class)
        .hasMessageStartingWith("API text cannot come up any more: ");
    assertThat(api.replicas())
        .filteredOn(ApiReplica::isReady)
        .extracting(ApiReplica::name)
        .isEqualTo(before);
  }

  @Test
  void anApiThatIsGoneIsNotRefreshed() {
    api.close();

    assertThatThrownBy(() -> api.refresh())
        .isInstanceOf(DeployException.class)
        .hasMessage("text is not deployed");
  }

  @Test
  void whatSomebodyElseDeployedSinceIsNotRefreshed() throws IOException {
    api.close();
    RealtimeApi other = local.deploy(file("1")).api("text");
    List<String> before = names(other.replicas());

    assertThatThrownBy(() -> api.refresh())
        .isInstanceOf(DeployException.class)
        .hasMessage("text is not deployed");
    assertThat(names(other.replicas())).isEqualTo(before);
  }

  @Test
  void aPodOfAFormerDeploymentIsNoReplica() {
    List<String> own = names(api.replicas());
    kubernetes.apply(
        ResourceType.POD,
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("former")
            .addToLabels("apiName", "text")
            .addToLabels("deploymentID", "former")
            .endMetadata()
            .withNewSpec()
            .withContainers(
                new ContainerBuilder().withName("web").withImage("example/web:1").build())
            .endSpec()
            .build());

    assertThat(names(api.awaitReplicas(1))).isEqualTo(own);
    assertThat(api.timeline().replicas()).containsExactlyElementsOf(own);
  }

  private static List<String> names(List<ApiReplica> replicas) {
    return replicas.stream().map(ApiReplica::name).toList();
  }

  private String deploymentId() {
    return kubernetes
        .get(ResourceType.VIRTUAL_SERVICE, "default", "api-text")
        .orElseThrow()
        .getMetadata()
        .getLabels()
        .get("deploymentID");
  }

  private Path file(String tag) throws IOException {
    String yaml =
        """
        - name: text
          kind: RealtimeAPI
          pod:
            containers:
            - name: web
              image: example/web:%s
        """
            .formatted(tag);
    return Files.writeString(directory.resolve("cortex.yaml"), yaml);
  }
}
