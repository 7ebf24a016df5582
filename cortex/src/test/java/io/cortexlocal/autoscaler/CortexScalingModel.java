package io.cortexlocal.autoscaler;

import static java.lang.Math.ceil;
import static java.lang.Math.max;
import static java.lang.Math.min;

import java.util.TreeMap;

/** The autoscaler as a plain sequence of sums over all that ever was, in whole seconds. */
final class CortexScalingModel {

  private final ScalingParameters rules;
  private final TreeMap<Long, Double> history = new TreeMap<>();

  CortexScalingModel(ScalingParameters rules) {
    this.rules = rules;
  }

  int tick(int replicas, double load, long second) {
    double perTarget = load / rules.targetInFlight();
    boolean tolerated =
        perTarget < replicas
            ? perTarget > replicas * (1 - rules.downscaleTolerance())
            : perTarget > replicas && perTarget < replicas * (1 + rules.upscaleTolerance());
    double lowest = min(replicas - 1, ceil(replicas * rules.maxDownscaleFactor()));
    double highest = max(replicas + 1, ceil(replicas * rules.maxUpscaleFactor()));
    double wanted = tolerated ? replicas : min(highest, max(lowest, ceil(perTarget)));
    wanted = min(rules.maxReplicas(), max(rules.minReplicas(), wanted));
    history.put(second, wanted);
    long down = rules.downscaleStabilizationPeriod().toSeconds();
    long up = rules.upscaleStabilizationPeriod().toSeconds();
    if (wanted < replicas) {
      double mostOfLate =
          history.tailMap(second - down).values().stream().max(Double::compare).orElseThrow();
      return second < down ? replicas : (int) max(wanted, min(mostOfLate, replicas));
    }
    if (wanted > replicas) {
      double fewestOfLate =
          history.tailMap(second - up).values().stream().min(Double::compare).orElseThrow();
      return second < up ? replicas : (int) min(wanted, max(fewestOfLate, replicas));
    }
    return replicas;
  }
}
