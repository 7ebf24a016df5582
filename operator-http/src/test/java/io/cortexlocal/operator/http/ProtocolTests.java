package io.cortexlocal.operator.http;

import static io.cortexlocal.operator.http.ServedOperator.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The interface row by row: {@code rows.csv} has the cases of each route and what Cortex answers in
 * them, {@code files.csv} the files that it refuses. A row that has no scenario fails, and a
 * scenario that has no row.
 */
class ProtocolTests {

  private static final Map<String, Function<ServedOperator, Reply>> SCENARIOS = Scenario.all();
  private static final Set<Route> TEXT = Set.of(Route.METRICS, Route.LOG_PAGE);

  @ParameterizedTest(name = "{0} {1}")
  @CsvFileSource(resources = "rows.csv", numLinesToSkip = 1)
  void answersAsCortexDoes(Route route, String outcome, int status, String kind, String message)
      throws IOException {
    Function<ServedOperator, Reply> scenario =
        Optional.ofNullable(SCENARIOS.get(route + " " + outcome))
            .orElseThrow(() -> new AssertionError("no scenario for " + route + " " + outcome));
    try (ServedOperator served = new ServedOperator()) {
      Reply reply = scenario.apply(served);

      String body = Varying.namedIn(reply.body(), served.address());
      assertThat(new Reply(reply.status(), reply.type(), body))
          .isEqualTo(
              new Reply(
                  status,
                  type(route, status),
                  kind == null ? success(route, outcome, message) : refusal(kind, message)));
    }
  }

  private static String type(Route route, int status) {
    if (status == 101) {
      return "";
    }
    if (status == 200 && TEXT.contains(route)) {
      return route == Route.METRICS
          ? "text/plain; version=0.0.4; charset=utf-8"
          : "text/plain; charset=utf-8";
    }
    return "application/json";
  }

  private static String refusal(String kind, String message) {
    return Json.line(Json.object("kind", kind, "message", escaped(message))) + "\n";
  }

  /** What is long stands in a file of its own, JSON on several lines. */
  private static String success(Route route, String outcome, String message) throws IOException {
    if (message != null) {
      return escaped(message);
    }
    String name = "answers/" + route + " " + outcome;
    boolean text = TEXT.contains(route);
    try (InputStream file =
        ProtocolTests.class.getResourceAsStream(name + (text ? ".txt" : ".json"))) {
      assertThat(file).as(name).isNotNull();
      String content = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return text ? content : Json.line(Json.read(content).orElseThrow());
    }
  }

  private static String escaped(String message) {
    return message.replace("\\n", "\n");
  }

  @Test
  void nothingHasACost() {
    try (ServedOperator served = new ServedOperator()) {
      served.deploy(ApiFiles.realtime("hello"));

      assertThat(served.get("/metrics").body())
          .contains("cortex_cluster_cost{")
          .doesNotContainPattern("(?m)^cortex_cluster_cost\\{.*} (?!0)")
          .doesNotContain("go_", "process_");
    }
  }

  @Test
  void eachScenarioHasARow() throws IOException {
    assertThat(rows()).containsExactlyInAnyOrderElementsOf(SCENARIOS.keySet());
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void eachRouteHasRows(Route route) {
    assertThat(SCENARIOS.keySet()).anyMatch(row -> row.startsWith(route + " "));
  }

  private static Set<String> rows() throws IOException {
    Set<String> rows = new TreeSet<>();
    try (InputStream file = ProtocolTests.class.getResourceAsStream("rows.csv")) {
      new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(","))
          .forEach(cells -> rows.add(cells[0] + " " + cells[1]));
    }
    return rows;
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "files.csv", numLinesToSkip = 1)
  void refusesAFileInCortexsWords(String yaml, String kind, boolean schema, String message) {
    try (ServedOperator served = new ServedOperator()) {
      String tail =
          schema
              ? "\n\napi configuration schema can be found at https://docs.cortexlabs.com/v/0.42/"
              : "";

      assertThat(served.deploy(yaml))
          .isEqualTo(new Reply(400, "application/json", refusal(kind, message + tail)));
      assertThat(served.get("/get").body()).isEqualTo("[]");
    }
  }

  static Stream<Arguments> guarded() {
    return Stream.of(Route.values())
        .filter(Route::isGuarded)
        .flatMap(
            route ->
                RouteExample.of(route).stream()
                    .map(example -> Arguments.of(route, example.method(), example.path())));
  }

  /** All that compare versions; a client asks for the cluster's with the other. */
  static Stream<Arguments> versioned() {
    return guarded().filter(arguments -> arguments.get()[0] != Route.INFO);
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void aGuardedRouteAsksWhoItIsBeforeAllElse(Route route, String method, String path) {
    try (ServedOperator served = new ServedOperator()) {
      Map<String, String> nobody = new HashMap<>(CLIENT);
      nobody.remove("X-Cortex-Authorization");
      Map<String, String> empty = new HashMap<>(CLIENT);
      empty.put("X-Cortex-Authorization", "");
      Reply missing =
          new Reply(
              400,
              "application/json",
              refusal("endpoints.header_missing", "missing X-Cortex-Authorization header"));

      assertThat(served.send(method, path, nobody)).isEqualTo(missing);
      assertThat(served.send(method, path, empty)).isEqualTo(missing);
    }
  }

  @ParameterizedTest
  @MethodSource("versioned")
  void aGuardedRouteComparesVersionsBeforeThat(Route route, String method, String path) {
    try (ServedOperator served = new ServedOperator()) {
      assertThat(served.send(method, path, Map.of("X-Cortex-Authorization", "anything")))
          .isEqualTo(
              new Reply(
                  400,
                  "application/json",
                  refusal("endpoints.header_missing", "missing CortexAPIVersion header")));
      for (String version : List.of("0.42.0", "0.42.10", "master", "0.42")) {
        assertThat(served.send(method, path, Map.of("CortexAPIVersion", version)))
            .isEqualTo(
                new Reply(
                    400,
                    "application/json",
                    refusal(
                        "endpoints.api_version_mismatch",
                        ("your CLI version (%s) doesn't match your Cortex operator version"
                                + " (0.42.1); please update your cluster by following the"
                                + " instructions at https://docs.cortexlabs.com, or update your"
                                + " CLI (pip install cortex==0.42.1)")
                            .formatted(version))));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = Route.class, names = "STREAM_LOGS", mode = Mode.EXCLUDE)
  void anotherMethodHasNoAnswerButItsStatus(Route route) {
    try (ServedOperator served = new ServedOperator()) {
      for (RouteExample example : RouteExample.of(route)) {
        for (String method : List.of("PUT", "PATCH", "HEAD", "OPTIONS", "TRACE")) {
          assertThat(served.send(method, example.path(), Map.of()))
              .as("%s %s", method, example.path())
              .isEqualTo(new Reply(405, "", ""));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void aPathThatGoesOnIsNone(Route route) {
    try (ServedOperator served = new ServedOperator()) {
      for (RouteExample example : RouteExample.of(route)) {
        for (String path : List.of(example.path() + "/", example.path() + "/x/y/z")) {
          assertThat(served.send(example.method(), path, CLIENT))
              .as(path)
              .isEqualTo(new Reply(404, "text/plain; charset=utf-8", "404 page not found\n"));
        }
      }
    }
  }
}
