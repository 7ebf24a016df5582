package io.cortexlocal.operator.http;

import java.util.List;
import java.util.stream.Stream;

/** A request to a route, of an API that need not be there. */
record RouteExample(String method, String path) {

  static List<RouteExample> of(Route route) {
    return switch (route) {
      case VERIFY_CORTEX -> requests("/verifycortex", "GET");
      case INFO -> requests("/info", "GET");
      case DEPLOY -> requests("/deploy", "POST");
      case REFRESH -> requests("/refresh/hello", "POST");
      case DELETE -> requests("/delete/hello", "DELETE");
      case LIST -> requests("/get", "GET");
      case GET -> requests("/get/hello", "GET");
      case GET_ID -> requests("/get/hello/some", "GET");
      case DESCRIBE -> requests("/describe/hello", "GET");
      case LOGS -> requests("/logs/hello", "GET");
      case STREAM_LOGS -> requests("/streamlogs/hello", "GET", "POST");
      case METRICS -> requests("/metrics", "GET");
      case LOG_PAGE -> requests("/local/logs/hello", "GET");
      case BATCH -> requests("/batch/hello", "GET", "POST", "DELETE");
      case TASKS -> requests("/tasks/hello", "GET", "POST", "DELETE");
    };
  }

  private static List<RouteExample> requests(String path, String... methods) {
    return Stream.of(methods).map(method -> new RouteExample(method, path)).toList();
  }
}
