package io.cortexlocal.operator.http;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The paths of the interface, in the order in which they are tried. */
enum Route {
  VERIFY_CORTEX("GET", "verifycortex"),
  INFO("GET", "info"),
  DEPLOY("POST", "deploy"),
  REFRESH("POST", "refresh/*"),
  DELETE("DELETE", "delete/*"),
  LIST("GET", "get"),
  GET("GET", "get/*"),
  GET_ID("GET", "get/*/*"),
  DESCRIBE("GET", "describe/*"),
  LOGS("GET", "logs/*"),
  STREAM_LOGS("*", "streamlogs/*"),
  METRICS("GET", "metrics"),
  LOG_PAGE("GET", "local/logs/*"),
  BATCH("GET POST DELETE", "batch/*"),
  TASKS("GET POST DELETE", "tasks/*");

  private static final String ANY = "*";
  private static final Set<Route> OPEN = Set.of(VERIFY_CORTEX, METRICS, LOG_PAGE, BATCH, TASKS);

  private final String methods;
  private final String path;

  Route(String methods, String path) {
    this.methods = methods;
    this.path = path;
  }

  /** Returns whether a request has to say which version its client has, and whose it is. */
  boolean isGuarded() {
    return !OPEN.contains(this);
  }

  /** Finds the route of a path, in which several slashes count as one; none ends in one. */
  static Match find(String method, String path) {
    List<String> parts = parts(path);
    Match result = new Match(Outcome.NO_PATH, VERIFY_CORTEX, List.of());
    if (path.endsWith("/")) {
      return result;
    }
    for (Route route : values()) {
      if (matches(parts(route.path), parts)) {
        if (route.takes(method)) {
          int named = parts(route.path.replace(ANY, "")).size();
          return new Match(Outcome.FOUND, route, parts.subList(named, parts.size()));
        }
        result = new Match(Outcome.NO_METHOD, route, List.of());
      }
    }
    return result;
  }

  private static List<String> parts(String path) {
    return Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
  }

  private boolean takes(String method) {
    return methods.equals(ANY) || List.of(methods.split(" ")).contains(method);
  }

  private static boolean matches(List<String> pattern, List<String> parts) {
    if (parts.size() != pattern.size()) {
      return false;
    }
    for (int index = 0; index < parts.size(); index++) {
      if (!pattern.get(index).equals(ANY) && !pattern.get(index).equals(parts.get(index))) {
        return false;
      }
    }
    return true;
  }

  /** Whether there is a route. */
  enum Outcome {
    FOUND,
    NO_METHOD,
    NO_PATH
  }

  /**
   * A route for a request.
   *
   * @param parts of the path where the route takes any
   */
  record Match(Outcome outcome, Route route, List<String> parts) {

    /** Returns a part of the path; empty where the route has none. */
    String part(int index) {
      return index < parts.size() ? parts.get(index) : "";
    }
  }
}
