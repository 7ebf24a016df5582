package io.cortexlocal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.config.ApiConfigs.ApiBuilder;
import io.cortexlocal.operator.AppliedApi;
import io.cortexlocal.operator.Operator;
import io.cortexlocal.operator.PlannedApi;
import io.cortexlocal.operator.Submission;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.SystemTime;
import io.cortexlocal.timeline.TimelineEvent;
import io.cortexlocal.workload.WorkloadSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an API's replicas do becomes events. */
class ReplicaLogTests {

  private static final WorkloadSettings SETTINGS =
      new WorkloadSettings(
          "0.42.1", "example/envoy:1", "IfNotPresent", false, Optional.empty(), Optional.empty());

  private final SystemTime time = new SystemTime();
  private final InMemoryCluster cluster = InMemoryCluster.start();
  private final Operator operator =
      new Operator(cluster.kubernetes(), time, new SplittableRandom(1));
  private ReplicaLog log;

  @BeforeEach
  void makeWhatPodsMount() {
    cluster.makeWhatPodsMount();
  }

  @AfterEach
  void close() {
    if (log != null) {
      log.close();
    }
    cluster.close();
    time.close();
  }

  @Test
  void aReplicaIsCreatedAndBecomesReady() {
    String pod = ready(ApiConfigs.api("text"));

    assertThat(kinds(pod)).containsExactly("Created", "Ready");
    assertThat(log.events()).allMatch(event -> event.replica().equals(pod));
  }

  @Test
  void aContainerThatEndsRestartsItsReplica() {
    String pod = ready(ApiConfigs.api("text"));

    cluster.node().end(pod, "web", 1);

    await("the restart is seen", () -> kinds(pod).contains("Restarted"));
    assertThat(kinds(pod)).startsWith("Created", "Ready");
    assertThat(log.events())
        .filteredOn(TimelineEvent.Restarted.class::isInstance)
        .extracting(event -> ((TimelineEvent.Restarted) event).container())
        .containsExactly("web");
  }

  @Test
  void anUpdateIsTheEndOfOneReplicaAndTheBeginningOfAnother() {
    String first = ready(ApiConfigs.api("text"));

    apply(ApiConfigs.api("text").port(9000));

    await("the first is gone", () -> kinds(first).contains("Gone"));
    assertThat(log.pods()).hasSize(1);
    String second = log.pods().get(0).getMetadata().getName();
    assertThat(kinds(second)).containsExactly("Created", "Ready");
  }

  @Test
  void whatASidecarWritesBeforeItIsAskedIsRead() throws Exception {
    String pod = ready(ApiConfigs.api("text"));
    sidecarsAnswer();
    cluster
        .node()
        .write(
            pod,
            "proxy",
            """
            {"kind":"request","proxy":"sidecar","start":"1.000000007","end":"2.000000000",\
            "method":"GET","path":"/a","request_id":"r1","cluster":"user","status":200}""");

    assertThat(log.flush(Deadline.after(Duration.ofSeconds(10)))).isEmpty();

    assertThat(log.events())
        .filteredOn(TimelineEvent.Request.class::isInstance)
        .extracting(event -> ((TimelineEvent.Request) event).requestId())
        .containsExactly("r1");
  }

  @Test
  void aSidecarThatIsSilentIsNamed() throws Exception {
    String pod = ready(ApiConfigs.api("text"));

    assertThat(log.flush(Deadline.after(Duration.ofMillis(50)))).containsExactly(pod);
  }

  @Test
  void whatHappensAfterTheEndIsNotFollowed() {
    String pod = ready(ApiConfigs.api("text"));
    log.close();

    cluster.kubernetes().scale("default", "api-text", 3);

    cluster.await("three replicas", () -> cluster.hasReady("api-text", 3));
    assertThat(log.events()).allMatch(event -> event.replica().equals(pod));
  }

  private void sidecarsAnswer() {
    cluster
        .node()
        .onCommand(
            (pod, command) -> {
              cluster
                  .node()
                  .write(
                      pod,
                      "proxy",
                      """
                      {"kind":"request","proxy":"sidecar-marker","start":"2.000000000","end":"2.000000000",\
                      "path":"/%s"}"""
                          .formatted(command.get(command.size() - 1)));
              return new ExecResult(OptionalInt.of(0), "", "");
            });
  }

  /** Deploys an API of one replica, and returns its pod once it is Ready. */
  private String ready(ApiBuilder api) {
    apply(api);
    await("a replica is ready", () -> log.events().size() == 2);
    // a Deployment that counts none as ready would be replaced by an update, not rolled
    cluster.await("its Deployment counts it", () -> cluster.hasReady("api-text", 1));
    return log.pods().get(0).getMetadata().getName();
  }

  private AppliedApi apply(ApiBuilder api) {
    PlannedApi plan = operator.plan(Submission.of("cortex.yaml", List.of(api.build())).get(0));
    if (log == null) {
      log =
          new ReplicaLog(
              cluster.kubernetes(),
              "text",
              plan.identity().deploymentId(),
              new Signal(),
              time,
              client -> false);
    }
    return operator.apply(plan, SETTINGS);
  }

  private void await(String what, BooleanSupplier condition) {
    cluster.await(what, condition);
  }

  private List<String> kinds(String replica) {
    Stream<TimelineEvent> own =
        log.events().stream().filter(event -> event.replica().equals(replica));
    return own.map(event -> event.getClass().getSimpleName()).toList();
  }
}
