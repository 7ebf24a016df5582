package io.cortexlocal.cluster.embedded.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ScalingTests {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  /** A rolling update under random events, with templates that change on the way. */
  @Property(tries = 500)
  void aRollingUpdateKeepsItsLimitsAndEnds(
      @ForAll @IntRange(min = 0, max = 12) int replicas,
      @ForAll @IntRange(max = 5) int surge,
      @ForAll @IntRange(max = 5) int unavailable,
      @ForAll @IntRange(min = 1, max = 4) int templates,
      @ForAll Random random) {
    RolloutLimits limits =
        new RolloutLimits(
            replicas, surge, Math.min(replicas, surge == 0 && unavailable == 0 ? 1 : unavailable));
    Simulation simulation = new Simulation(limits);
    for (int template = 1; template <= templates; template++) {
      simulation.template = "t" + template;
      int steps = template == templates ? Integer.MAX_VALUE : random.nextInt(30);
      for (int step = 0; step < steps && !simulation.isComplete(); step++) {
        assertThat(step).as("steps of %s", limits).isLessThan(10_000);
        simulation.step(random);
      }
    }
    assertThat(simulation.isComplete()).isTrue();
  }

  /**
   * With the first pods of a template unable to run, the update waits; the next one gets through.
   */
  @Property(tries = 50)
  void anUpdateThatCannotRunKeepsWhatIsAvailable(
      @ForAll @IntRange(min = 1, max = 8) int replicas,
      @ForAll @IntRange(max = 3) int surge,
      @ForAll @IntRange(max = 3) int unavailable,
      @ForAll Random random) {
    RolloutLimits limits =
        new RolloutLimits(
            replicas, surge, Math.min(replicas, surge == 0 && unavailable == 0 ? 1 : unavailable));
    Simulation simulation = new Simulation(limits);
    simulation.template = "broken";
    for (int step = 0; step < 200; step++) {
      simulation.step(random);
    }
    assertThat(simulation.isComplete()).isFalse();
    simulation.template = "t0";
    for (int step = 0; !simulation.isComplete(); step++) {
      assertThat(step).as("steps back of %s", limits).isLessThan(10_000);
      simulation.step(random);
    }
  }

  @Example
  void scalesUpBeforeItTakesAway() {
    ReplicaPods pods = replicas("new", pods("old", 4, true));
    Scaling scaling = Scaling.rolling(pods, new RolloutLimits(4, 1, 1), "new");
    assertThat(scaling.added()).isEqualTo(1);
    assertThat(scaling.removed()).isEmpty();
  }

  @Example
  void takesOldPodsThatAreNotReadyFirst() {
    List<Pod> all = pods("old", 3, true);
    all.addAll(pods("old", 1, false));
    all.addAll(pods("new", 1, true));
    Scaling scaling = Scaling.rolling(replicas("new", all), new RolloutLimits(4, 1, 1), "new");
    assertThat(scaling.added()).isZero();
    assertThat(scaling.removed().get("old")).hasSize(2).contains(all.get(3));
  }

  @Example
  void fewerReplicasTakeTheNotReadyOnes() {
    List<Pod> all = pods("new", 2, true);
    all.addAll(pods("new", 2, false));
    Scaling scaling = Scaling.rolling(replicas("new", all), new RolloutLimits(2, 1, 1), "new");
    assertThat(scaling.removed().get("new")).containsExactlyInAnyOrderElementsOf(all.subList(2, 4));
  }

  @Example
  void recreateWaitsForThePodsThatAreEnding() {
    RolloutLimits limits = new RolloutLimits(2, 0, 0);
    List<Pod> old = pods("old", 2, true);
    assertThat(Scaling.recreate(replicas("new", old), limits, "new", old).removed())
        .containsOnlyKeys("old");
    List<Pod> ending = old.stream().map(ScalingTests::ending).toList();
    assertThat(Scaling.recreate(replicas("new", ending), limits, "new", ending).isNone()).isTrue();
    assertThat(Scaling.recreate(replicas("new", List.of()), limits, "new", List.of()).added())
        .isEqualTo(2);
    List<Pod> tooMany = pods("new", 3, true);
    assertThat(
            Scaling.recreate(replicas("new", tooMany), limits, "new", tooMany).removed().get("new"))
        .hasSize(1);
  }

  private static ReplicaPods replicas(String template, List<Pod> pods) {
    return ReplicaPods.of(pods, template, NOW, Duration.ZERO);
  }

  private static List<Pod> pods(String template, int count, boolean ready) {
    List<Pod> pods = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pods.add(pod(template, template + "-" + ready + i, ready));
    }
    return pods;
  }

  private static Pod pod(String template, String name, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withUid(name)
        .withCreationTimestamp("2026-01-02T03:00:00Z")
        .addToLabels(PodTemplates.HASH_LABEL, template)
        .endMetadata()
        .withNewSpec()
        .withNodeName("node")
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .withLastTransitionTime("2026-01-02T03:00:00Z")
        .endCondition()
        .endStatus()
        .build();
  }

  private static Pod ending(Pod pod) {
    return new PodBuilder(pod)
        .editMetadata()
        .withDeletionTimestamp("2026-01-02T03:04:35Z")
        .endMetadata()
        .build();
  }

  private static final class Simulation {

    private final RolloutLimits limits;
    private final List<Pod> pods;
    private String template = "t0";
    private int made;

    Simulation(RolloutLimits limits) {
      this.limits = limits;
      this.pods = new ArrayList<>(pods(template, limits.replicas(), true));
    }

    boolean isComplete() {
      ReplicaPods now = replicas(template, pods);
      return now.oldTotal() == 0
          && now.updated().size() == limits.replicas()
          && now.available() == limits.replicas();
    }

    void step(Random random) {
      switch (random.nextInt(3)) {
        case 0 -> act();
        case 1 -> any(random, ScalingTests::isEnding).ifPresent(pods::remove);
        default -> any(random, pod -> !isEnding(pod)).ifPresent(this::becomeReady);
      }
      ReplicaPods now = replicas(template, pods);
      assertThat(now.total()).as("pods of %s", limits).isLessThanOrEqualTo(limits.maxTotal());
      assertThat(now.available())
          .as("available pods of %s", limits)
          .isGreaterThanOrEqualTo(limits.minAvailable());
    }

    private void act() {
      Scaling scaling = Scaling.rolling(replicas(template, pods), limits, template);
      for (int i = 0; i < scaling.added(); i++) {
        pods.add(pod(template, template + "-made" + made++, false));
      }
      scaling
          .removed()
          .values()
          .forEach(removed -> removed.forEach(pod -> pods.set(pods.indexOf(pod), ending(pod))));
    }

    private Optional<Pod> any(Random random, Predicate<Pod> which) {
      List<Pod> candidates = pods.stream().filter(which).toList();
      return candidates.isEmpty()
          ? Optional.empty()
          : Optional.of(candidates.get(random.nextInt(candidates.size())));
    }

    private void becomeReady(Pod pod) {
      String from = ReplicaPods.template(pod);
      if (!from.equals("broken")) {
        pods.set(pods.indexOf(pod), pod(from, pod.getMetadata().getName(), true));
      }
    }
  }

  private static boolean isEnding(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }
}
