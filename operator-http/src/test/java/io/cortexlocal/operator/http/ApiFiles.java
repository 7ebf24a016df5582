package io.cortexlocal.operator.http;

/** Files that a client hands in. */
final class ApiFiles {

  private ApiFiles() {}

  /** A Realtime API of one container. */
  static String realtime(String name) {
    return """
    - name: %s
      kind: RealtimeAPI
      pod:
        containers:
          - {name: api, image: example/hello:1}
    """
        .formatted(name);
  }

  /** The same of another version, so that it has another replica. */
  static String other(String name) {
    return realtime(name).replace("hello:1", "hello:2");
  }

  /** A TrafficSplitter that halves requests between two APIs. */
  static String splitter(String name, String first, String second) {
    return """
    - name: %s
      kind: TrafficSplitter
      apis:
        - {name: %s, weight: 50}
        - {name: %s, weight: 50}
    """
        .formatted(name, first, second);
  }
}
