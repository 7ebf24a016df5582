package io.cortexlocal.operator.http;

import static io.cortexlocal.operator.http.ServedOperator.CLIENT;

import java.util.Map;

/** What the operator says of itself and the cluster. */
final class ClusterScenarios {

  private ClusterScenarios() {}

  static void addTo(Scenario scenarios) {
    scenarios.add(
        Route.VERIFY_CORTEX, "answers", served -> served.send("GET", "/verifycortex", Map.of()));
    scenarios.add(Route.VERIFY_CORTEX, "after two slashes", served -> served.get("//verifycortex"));
    scenarios.add(Route.INFO, "answers", served -> served.get("/info"));
    scenarios.add(
        Route.INFO,
        "of a client of another version",
        served ->
            served.send(
                "GET",
                "/info",
                Map.of("CortexAPIVersion", "0.30.0", "X-Cortex-Authorization", "anything")));
    scenarios.add(
        Route.INFO,
        "of nobody",
        served -> served.send("GET", "/info", Map.of("CortexAPIVersion", "0.42.1")));
    scenarios.add(
        Route.METRICS, "of an empty cluster", served -> served.send("GET", "/metrics", Map.of()));
    scenarios.add(
        Route.METRICS,
        "of an API and a splitter",
        served -> {
          served.deploy(
              ApiFiles.realtime("first")
                  + ApiFiles.realtime("second")
                  + ApiFiles.splitter("split", "first", "second"));
          return served.send("GET", "/metrics", Map.of());
        });
    for (Route jobs : new Route[] {Route.BATCH, Route.TASKS}) {
      String path = jobs == Route.BATCH ? "/batch/hello" : "/tasks/hello";
      scenarios.add(jobs, "get without a job", served -> served.send("GET", path, Map.of()));
      scenarios.add(jobs, "stop without a job", served -> served.send("DELETE", path, Map.of()));
      scenarios.add(
          jobs,
          "get of an API that is not there",
          served -> served.send("GET", path + "?jobID=1", Map.of()));
      scenarios.add(
          jobs, "submit to an API that is not there", served -> served.send("POST", path, CLIENT));
      for (String method : new String[] {"GET", "POST", "DELETE"}) {
        scenarios.add(
            jobs,
            method + " of an API of another kind",
            served -> {
              served.deploy(ApiFiles.realtime("hello"));
              return served.send(method, path + "?jobID=1", Map.of());
            });
      }
    }
  }
}
