package io.cortexlocal.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.cluster.embedded.ScriptedSidecars;
import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.inflight.InFlightGauges;
import io.cortexlocal.inflight.ScaledApis;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.time.MovedTime;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.RouteWeights;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The autoscaler in a cluster, in a time that the test moves. */
@Timeout(60)
class AutoscalerTests {

  /** The gauges' and the API's. */
  private static final int LOOPS = 2;

  private final Closer closer = new Closer();
  private final ScriptedSidecars sidecars = closer.register(new ScriptedSidecars());
  private final InMemoryCluster cluster = closer.register(InMemoryCluster.start());
  private final MovedTime time = new MovedTime();
  private final List<String> awakened = new CopyOnWriteArrayList<>();
  private final List<ScalingDecision> decisions = new CopyOnWriteArrayList<>();

  AutoscalerTests() {
    cluster.makeWhatPodsMount();
    cluster.node().serve(Names.PROXY_ADMIN_PORT, sidecars::address);
  }

  @AfterEach
  void close() {
    closer.close();
  }

  @Test
  void replicasFollowLoadInCortexsPace() throws Exception {
    start(1);
    cluster
        .pods(Map.of(Names.LABEL_API_NAME, "a1"))
        .forEach(pod -> sidecars.load(pod.getMetadata().getName(), 1, 3));

    time.move(Duration.ofSeconds(50));
    assertThat(replicas()).isEqualTo(1);
    assertThat(decisions).hasSizeGreaterThan(2);
    assertThat(decisions)
        .allMatch(decision -> decision.isCappedBy(ScalingCap.UPSCALE_STABILIZATION));
    time.move(Duration.ofSeconds(20));

    assertThat(replicas()).isEqualTo(2);
  }

  @Test
  void whatTheFileSaysIsReadAnewAtEachTick() throws Exception {
    start(1);
    time.move(Duration.ofSeconds(70));
    assertThat(replicas()).isEqualTo(1);

    annotate(Names.ANNOTATION_MIN_REPLICAS, "3");
    time.move(Duration.ofSeconds(10));

    assertThat(replicas()).isEqualTo(1);
    assertThat(decisions.get(decisions.size() - 1).explain())
        .contains("min_replicas 3 makes it 3; upscale_stabilization_period 1m0s makes it 1");
    time.move(Duration.ofSeconds(60));
    assertThat(replicas()).isEqualTo(3);
  }

  @Test
  void anIdleApiGoesDownAfterTheStabilizationAndToTheActivatorWithItsLastReplica()
      throws Exception {
    start(2);
    annotate(Names.ANNOTATION_MIN_REPLICAS, "0");

    time.move(Duration.ofMinutes(5).minusSeconds(10));
    assertThat(replicas()).isEqualTo(2);
    time.move(Duration.ofSeconds(20));
    assertThat(replicas()).isEqualTo(1);
    assertThat(leadsToActivator()).isFalse();
    time.move(Duration.ofMinutes(6));

    assertThat(replicas()).isZero();
    assertThat(leadsToActivator()).isTrue();
  }

  @Test
  void manyIdleReplicasGoDownToNoneAtOnceWhereTheFactorAllowsIt() throws Exception {
    start(3);
    annotate(Names.ANNOTATION_MIN_REPLICAS, "0");
    annotate(Names.ANNOTATION_MAX_DOWNSCALE_FACTOR, "0.0");

    time.move(Duration.ofMinutes(5).plusSeconds(20));

    assertThat(replicas()).isZero();
    assertThat(leadsToActivator()).isTrue();
  }

  @Test
  void anApiThatIsAwakenedIsLedBackOnceItIsReadyAndKeepsItsReplicaForAPeriod() throws Exception {
    start(1);
    annotate(Names.ANNOTATION_MIN_REPLICAS, "0");
    time.move(Duration.ofMinutes(5).plusSeconds(20));
    assertThat(replicas()).isZero();
    cluster.await("it has gone", () -> cluster.hasReady("api-a1", 0));

    cluster.node().keepFromAnswering(pod -> true);
    cluster.kubernetes().scale(Names.NAMESPACE, "api-a1", 1);
    cluster.await(
        "it is started", () -> !cluster.pods(Map.of(Names.LABEL_API_NAME, "a1")).isEmpty());
    assertThat(leadsToActivator()).isTrue();
    cluster.node().keepFromAnswering(pod -> false);

    cluster.await("it is led back", () -> !leadsToActivator());
    assertThat(cluster.hasReady("api-a1", 1)).isTrue();
    time.move(Duration.ofMinutes(4).plusSeconds(50));
    assertThat(replicas()).isEqualTo(1);
    time.move(Duration.ofSeconds(30));
    assertThat(replicas()).isZero();
    assertThat(leadsToActivator()).isTrue();
  }

  @Test
  void aRouteThatIsChangedMeanwhileLeadsBackToo() throws Exception {
    start(1);
    annotate(Names.ANNOTATION_MIN_REPLICAS, "0");
    time.move(Duration.ofMinutes(5).plusSeconds(20));
    cluster.await("it has gone", () -> cluster.hasReady("api-a1", 0));
    cluster.node().keepFromAnswering(pod -> true);
    cluster.kubernetes().scale(Names.NAMESPACE, "api-a1", 1);
    cluster.await(
        "it is started", () -> !cluster.pods(Map.of(Names.LABEL_API_NAME, "a1")).isEmpty());
    cluster.await("the autoscaler knows", () -> awakened.contains("a1"));

    cluster
        .kubernetes()
        .label(ResourceType.VIRTUAL_SERVICE, Names.NAMESPACE, "api-a1", Map.of("changed", "yes"));
    time.move(Duration.ofMinutes(4));
    cluster.node().keepFromAnswering(pod -> false);

    cluster.await("it is led back", () -> !leadsToActivator());
    assertThat(route().getMetadata().getLabels()).containsEntry("changed", "yes");
  }

  @Test
  void anApiThatIsDeletedIsLeftAlone() throws Exception {
    start(1);
    time.move(Duration.ofSeconds(20));
    assertThat(time.count()).isEqualTo(LOOPS);

    cluster.kubernetes().delete(ResourceType.VIRTUAL_SERVICE, Names.NAMESPACE, "api-a1");
    cluster.await("the loop is gone", () -> time.count() == LOOPS - 1);
    int before = decisions.size();
    time.move(Duration.ofSeconds(30));

    assertThat(decisions).hasSize(before);
  }

  private void annotate(String name, String value) {
    Deployment deployment = deployment();
    deployment.getMetadata().getAnnotations().put(name, value);
    // Its status is written meanwhile.
    deployment.getMetadata().setResourceVersion(null);
    cluster.kubernetes().apply(ResourceType.DEPLOYMENT, deployment);
  }

  private boolean leadsToActivator() {
    return RouteWeights.leadToActivator(route());
  }

  private IstioVirtualService route() {
    return cluster
        .kubernetes()
        .get(ResourceType.VIRTUAL_SERVICE, Names.NAMESPACE, "api-a1")
        .orElseThrow();
  }

  private Deployment deployment() {
    return cluster
        .kubernetes()
        .get(ResourceType.DEPLOYMENT, Names.NAMESPACE, "api-a1")
        .orElseThrow();
  }

  private int replicas() {
    return deployment().getSpec().getReplicas();
  }

  /** Deploys an API, and begins. */
  private void start(int replicas) throws InterruptedException {
    ScaledApis.deploy(cluster, ApiConfigs.api("a1").build(), replicas);
    InFlightGauges gauges = closer.register(ScaledApis.sample(cluster, time, replicas));
    Awakenings awakenings =
        closer.register(Awakenings.follow(cluster.kubernetes(), time, Runnable::run));
    closer.register(
        Autoscaler.start(
            cluster.kubernetes(),
            gauges,
            awakenings,
            time,
            (api, decision) -> decisions.add(decision),
            Runnable::run));
    // Told after the autoscaler.
    awakenings.listen(awakened::add);
    time.awaitActions(LOOPS);
  }
}
