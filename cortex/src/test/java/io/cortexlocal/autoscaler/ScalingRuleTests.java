package io.cortexlocal.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Cortex's own functions gave for the same numbers, and what holds for any. */
class ScalingRuleTests {

  private static final long TICK = Duration.ofSeconds(10).toNanos();
  private static final Duration DOWN = Duration.ofMinutes(5);
  private static final Duration UP = Duration.ofMinutes(1);

  @ParameterizedTest(name = "{0} in flight, target {1}, {2} replicas, {3} to {4} → {5}")
  @CsvSource({
    "0, 1, 1, 1, 100, =",
    "0, 1, 1, 0, 100, 0",
    "0.01, 1, 1, 0, 100, =",
    "1.04, 1, 1, 1, 100, =",
    "1.05, 1, 1, 1, 100, 2",
    "3, 1, 1, 1, 100, 2",
    "10, 1, 2, 1, 100, 3",
    "10, 1, 4, 1, 100, 6",
    "100, 1, 10, 1, 100, 15",
    "9.6, 1, 10, 1, 100, =",
    "9.4, 1, 10, 1, 100, =",
    "8.2, 1, 10, 1, 100, 9",
    "8, 1.6, 1, 1, 100, 2",
    "8, 1.6, 4, 1, 100, 5",
    "0, 1, 0, 0, 100, =",
    "0, 1, 10, 1, 100, 8",
    "0, 1, 10, 8, 100, 8",
    "0, 1, 3, 1, 100, 2",
    "0, 1, 2, 0, 100, 1",
    "0, 1, 4, 0, 100, 3",
    "0, 1, 5, 0, 100, 4",
    "10.4, 1, 10, 1, 100, =",
    "10.5, 1, 10, 1, 100, 11",
    "50, 1, 90, 1, 100, 68",
    "500, 1, 90, 1, 100, 100",
    "0.5, 1, 0, 0, 100, 1",
    "7, 1, 0, 0, 100, 1",
    "0, 1, 0, 2, 100, 2",
    "3, 1, 50, 1, 10, 10",
    "100, 1, 1, 3, 10, 3",
  })
  void followsCortexWithoutStabilization(
      double average, double target, int current, int min, int max, String expected) {
    ScalingParameters parameters =
        new ScalingParameters(
            min, max, target, UP, Duration.ZERO, Duration.ZERO, 0.75, 1.5, 0.05, 0.05);

    assertThat(decideAtOnce(parameters, current, average)).isEqualTo(replicas(expected, current));
  }

  @ParameterizedTest(name = "factors {0} and {1}, tolerance {2}: {3} in flight, {4} replicas → {5}")
  @CsvSource({
    "0.5, 2, 0.1, 5, 20, 10",
    "0.5, 2, 0.1, 18.5, 20, =",
    "0.5, 2, 0.1, 18, 20, 18",
    "0.5, 2, 0.1, 22, 20, 22",
    "0, 1.5, 0.05, 0, 20, 1",
    "0.75, 10, 0.05, 50, 5, 50",
    "0.75, 10, 0.05, 60, 5, 50",
  })
  void followsCortexWithOtherFactors(
      double down, double up, double tolerance, double average, int current, String expected) {
    ScalingParameters parameters =
        new ScalingParameters(
            1, 100, 1, UP, Duration.ZERO, Duration.ZERO, down, up, tolerance, tolerance);

    assertThat(decideAtOnce(parameters, current, average)).isEqualTo(replicas(expected, current));
  }

  @ParameterizedTest(name = "after {0}: {1} in flight, {2} replicas, at least {3} → {4}")
  @CsvSource({
    "'10,10,8', 0, 10, 1, =",
    "'9,8,8', 0, 10, 1, 9",
    "'8,8,8', 0, 10, 1, 8",
    "'15,8,8', 0, 10, 1, =",
    "'', 0, 10, 1, 8",
    "'1,0,0', 0, 1, 0, =",
    "'0,0,0', 0, 1, 0, 0",
    "'15,15,15', 100, 10, 1, 15",
    "'10,15,15', 100, 10, 1, =",
    "'12,15,13', 100, 10, 1, 12",
    "'8,15,15', 100, 10, 1, =",
    "'', 100, 10, 1, 15",
    "'0,0,0', 5, 0, 0, =",
  })
  void followsCortexInStabilization(
      String history, double average, int current, int min, String expected) {
    long now = Duration.ofHours(1).toNanos();
    Recommendations earlier = Recommendations.beginning(0);
    List<Integer> recommended =
        history.isEmpty()
            ? List.of()
            : Arrays.stream(history.split(",")).map(Integer::valueOf).toList();
    for (int i = 0; i < recommended.size(); i++) {
      earlier = earlier.with(now - (recommended.size() - i) * TICK, recommended.get(i), DOWN);
    }

    assertThat(ScalingRule.decide(byDefault(min), current, average, earlier, now).requested())
        .isEqualTo(replicas(expected, current));
  }

  @ParameterizedTest
  @CsvSource({
    "100, UPSCALE_STABILIZATION, 59, =",
    "100, UPSCALE_STABILIZATION, 60, 15",
    "0, DOWNSCALE_STABILIZATION, 299, =",
    "0, DOWNSCALE_STABILIZATION, 300, 8"
  })
  void aLoopThatIsYoungerThanThePeriodScalesNothing(
      double average, ScalingCap cap, long age, String expected) {
    ScalingDecision decision =
        ScalingRule.decide(
            byDefault(1),
            10,
            average,
            Recommendations.beginning(0),
            Duration.ofSeconds(age).toNanos());

    assertThat(decision.requested()).isEqualTo(replicas(expected, 10));
    assertThat(decision.isCappedBy(cap)).isEqualTo(expected.equals("="));
  }

  @Test
  void whatIsOlderThanThePeriodNoLongerCounts() {
    long now = Duration.ofHours(1).toNanos();
    Recommendations justWithin = Recommendations.beginning(0).with(now - DOWN.toNanos(), 10, DOWN);
    Recommendations justOutside =
        Recommendations.beginning(0).with(now - DOWN.toNanos() - 1, 10, DOWN.plusSeconds(1));

    assertThat(ScalingRule.decide(byDefault(1), 10, 0, justWithin, now).requested()).isEqualTo(10);
    assertThat(ScalingRule.decide(byDefault(1), 10, 0, justOutside, now).requested()).isEqualTo(8);
  }

  @Test
  void explainsWhatCappedIt() {
    long now = Duration.ofHours(1).toNanos();
    Recommendations earlier = Recommendations.beginning(0).with(now - TICK, 12, DOWN);

    assertThat(ScalingRule.decide(byDefault(1), 10, 100, earlier, now).explain())
        .isEqualTo(
            "10 → 12 replicas: 100 in flight on average over 1m0s, which at target_in_flight 1 is"
                + " work for 100; max_upscale_factor 1.5 makes it 15;"
                + " upscale_stabilization_period 1m0s makes it 12");
    assertThat(ScalingRule.decide(byDefault(1), 10, 9.6, earlier, now).explain())
        .isEqualTo(
            "stays at 10 replicas: 9.6 in flight on average over 1m0s, which at target_in_flight 1"
                + " is work for 9.6");
    assertThat(ScalingRule.decide(byDefault(1), 2, 1, Recommendations.beginning(0), now).explain())
        .isEqualTo(
            "2 → 1 replica: 1 in flight on average over 1m0s, which at target_in_flight 1 is work"
                + " for 1");
  }

  @Test
  void anyLoadIsFollowedAsTheModelFollowsIt() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_260_102);
    for (int run = 0; run < 6; run++) {
      ScalingParameters parameters = anyParameters(random);
      CortexScalingModel model = new CortexScalingModel(parameters);
      Recommendations recommendations = Recommendations.beginning(0);
      int replicas = random.nextInt(parameters.minReplicas(), parameters.maxReplicas() + 1);
      double load = 0;
      for (long now = 0; now < Duration.ofDays(7).toNanos(); now += TICK) {
        load =
            Math.max(
                0,
                random.nextInt(50) == 0 ? random.nextDouble(60) : load + random.nextDouble(-2, 2));
        ScalingDecision decision =
            ScalingRule.decide(parameters, replicas, load, recommendations, now);

        assertThat(decision.requested())
            .as(
                "run %d, %s of %s, %s replicas, load %s",
                run, Duration.ofNanos(now), parameters, replicas, load)
            .isEqualTo(model.tick(replicas, load, now / 1_000_000_000));
        assertThat(decision.scales()).isEqualTo(decision.requested() != replicas);
        recommendations = recommendations.with(now, decision.recommended(), parameters.memory());
        replicas = decision.requested();
      }
    }
  }

  private static ScalingParameters anyParameters(RandomGenerator random) {
    int min = random.nextInt(0, 4);
    return new ScalingParameters(
        min,
        random.nextInt(min + 1, 40),
        random.nextDouble(0.5, 4),
        UP,
        Duration.ofSeconds(random.nextInt(0, 400)),
        Duration.ofSeconds(random.nextInt(0, 120)),
        random.nextDouble(),
        1 + random.nextDouble(0.01, 4),
        random.nextDouble(0.3),
        random.nextDouble(0.3));
  }

  private static int decideAtOnce(ScalingParameters parameters, int current, double average) {
    return ScalingRule.decide(parameters, current, average, Recommendations.beginning(0), 0)
        .requested();
  }

  private static ScalingParameters byDefault(int min) {
    return new ScalingParameters(min, 100, 1, UP, DOWN, UP, 0.75, 1.5, 0.05, 0.05);
  }

  private static int replicas(String expected, int current) {
    return expected.equals("=") ? current : Integer.parseInt(expected);
  }
}
