package io.cortexlocal.operator.http;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What a client does in the cases of {@code rows.csv}, and what it is answered at the end. */
final class Scenario {

  private final Map<String, Function<ServedOperator, Reply>> all = new TreeMap<>();

  private Scenario() {}

  /** Returns every scenario under the name of its row: the route, a space, and the case. */
  static Map<String, Function<ServedOperator, Reply>> all() {
    Scenario scenarios = new Scenario();
    ClusterScenarios.addTo(scenarios);
    DeployScenarios.addTo(scenarios);
    ApiScenarios.addTo(scenarios);
    LogScenarios.addTo(scenarios);
    return scenarios.all;
  }

  void add(Route route, String outcome, Function<ServedOperator, Reply> scenario) {
    if (all.put(route + " " + outcome, scenario) != null) {
      throw new IllegalStateException("twice: " + route + " " + outcome);
    }
  }
}
