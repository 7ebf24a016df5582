package io.cortexlocal.inflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.cluster.embedded.ScriptedSidecars;
import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.MovedTime;
import io.cortexlocal.time.Signal;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.sidecar.SidecarLoad;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The gauges of replicas whose sidecars tell what a test says. */
@Timeout(60)
class InFlightGaugesTests {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Closer closer = new Closer();
  private final ScriptedSidecars sidecars = closer.register(new ScriptedSidecars());
  private final InMemoryCluster cluster = closer.register(InMemoryCluster.start());
  private final MovedTime time = new MovedTime();
  private final List<SidecarLoad> samples = new CopyOnWriteArrayList<>();
  private final Set<String> followed = ConcurrentHashMap.newKeySet();
  private final Signal changed = new Signal();
  private int silent;

  InFlightGaugesTests() {
    cluster.makeWhatPodsMount();
    cluster.node().serve(Names.PROXY_ADMIN_PORT, sidecars::address);
  }

  @AfterEach
  void close() {
    closer.close();
  }

  @Test
  void reportsTheMeanOfASecondsSamplesEveryTenSeconds() {
    String pod = deploy(1).get(0);
    InFlightGauges gauges = sample();

    for (int second = 1; second <= 9; second++) {
      sidecars.load(pod, second, 1);
      time.move(SECOND);
    }
    assertThat(gauges.average("a1", MINUTE)).isEmpty();
    sidecars.load(pod, 0, 0);
    time.move(SECOND);

    assertThat(gauges.average("a1", MINUTE)).hasValue(6);
    assertThat(samples).startsWith(new SidecarLoad(1, 1), new SidecarLoad(2, 1)).hasSize(10);
    sampleFor(10);
    assertThat(gauges.average("a1", MINUTE)).hasValue(3);
    assertThat(gauges.average("a1", Duration.ofSeconds(10))).hasValue(0);
    assertThat(gauges.average("other", MINUTE)).isEmpty();
  }

  @Test
  void tellsWhatEachReplicaReportsNow() {
    List<String> pods = deploy(2);
    InFlightGauges gauges = sample();
    assertThat(gauges.reported())
        .containsExactlyInAnyOrder(
            new ReplicaGauge("a1", pods.get(0), 0), new ReplicaGauge("a1", pods.get(1), 0));
    sidecars.load(pods.get(0), 2, 0);
    sidecars.load(pods.get(1), 4, 2);

    sampleFor(10);

    assertThat(gauges.reported())
        .containsExactlyInAnyOrder(
            new ReplicaGauge("a1", pods.get(0), 2), new ReplicaGauge("a1", pods.get(1), 6));
  }

  @Test
  void addsUpReplicasAndForgetsNoneThatIsGoneWithinTheWindow() {
    List<String> pods = deploy(2);
    InFlightGauges gauges = sample();
    sidecars.load(pods.get(0), 2, 0);
    sidecars.load(pods.get(1), 4, 2);
    sampleFor(10);
    assertThat(gauges.average("a1", MINUTE)).hasValue(8);

    cluster.kubernetes().scale(Names.NAMESPACE, "api-a1", 1);
    cluster.await("one pod is gone", () -> pods().size() == 1);
    awaitFollowed(pods());
    String left = pods().get(0);
    double leftOne = left.equals(pods.get(0)) ? 2 : 6;
    sampleFor(10);

    assertThat(gauges.average("a1", MINUTE)).hasValue((8 + leftOne) / 2);
    assertThat(gauges.average("a1", Duration.ofSeconds(10))).hasValue(leftOne);
  }

  @Test
  void aSidecarThatDoesNotAnswerHasNoSample() {
    String pod = deploy(1).get(0);
    InFlightGauges gauges = sample();
    sidecars.load(pod, 4, 0);
    sampleFor(10);
    sidecars.answer(503);
    int asked = sidecars.questions();
    sampleFor(20);

    assertThat(sidecars.questions()).isEqualTo(asked + 20);
    assertThat(silent).isEqualTo(20);
    assertThat(gauges.average("a1", Duration.ofSeconds(10))).isEmpty();
    assertThat(gauges.average("a1", MINUTE)).hasValue(4);
    assertThat(gauges.reported()).isEmpty();
  }

  @Test
  void aReplicaWhoseSidecarIsNotThereYetReportsNothingInFlight() {
    String pod = deploy(1).get(0);
    sidecars.answer(503);
    InFlightGauges gauges = sample();

    sampleFor(10);

    assertThat(gauges.reported()).containsExactly(new ReplicaGauge("a1", pod, 0));
  }

  private InFlightGauges sample() {
    InFlightGauges gauges =
        closer.register(InFlightGauges.sample(cluster.kubernetes(), time, Runnable::run));
    closer.register(
        gauges.listen(
            new InFlightListener() {
              @Override
              public void sampled(String api, String replica, Optional<SidecarLoad> load) {
                load.ifPresentOrElse(samples::add, () -> silent++);
              }

              @Override
              public void followed(String api, String replica) {
                followed.add(replica);
                changed.changed();
              }

              @Override
              public void left(String api, String replica) {
                followed.remove(replica);
                changed.changed();
              }
            }));
    awaitFollowed(pods());
    return gauges;
  }

  private void sampleFor(int seconds) {
    for (int second = 0; second < seconds; second++) {
      time.move(SECOND);
    }
  }

  private void awaitFollowed(List<String> pods) {
    try {
      assertThat(changed.await(Deadline.after(PATIENCE), () -> followed.equals(Set.copyOf(pods))))
          .as("followed are %s, and to be followed are %s", followed, pods)
          .isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> deploy(int replicas) {
    ScaledApis.deploy(cluster, ApiConfigs.api("a1").build(), replicas);
    return pods();
  }

  private List<String> pods() {
    return cluster.pods(Map.of(Names.LABEL_API_NAME, "a1")).stream()
        .map(pod -> pod.getMetadata().getName())
        .toList();
  }
}
