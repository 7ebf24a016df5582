package io.cortexlocal.junit;

import java.util.Optional;

/** The versions on the class path that another list of versions may have chosen. */
final class FoundVersions {

  private static final String JUNIT = "org.junit.jupiter.api.Test";
  private static final String TESTCONTAINERS = "org.testcontainers.DockerClientFactory";

  private FoundVersions() {}

  /** Returns the message for a class that is missing or is another than was expected. */
  static String doNotFit(LinkageError missing) {
    return """
        the class path lacks what Cortex Local was built with: %s
        It has JUnit %s and Testcontainers %s; JUnit 5.10 or later and Testcontainers 1.21 or 2 do.
        Try: import org.junit:junit-bom or org.testcontainers:testcontainers-bom in such a version \
        before the list that chose another, or exclude org.testcontainers, which \
        cortex.local.backend=embedded does without."""
        .formatted(missing, of(JUNIT).orElse("none"), of(TESTCONTAINERS).orElse("none"));
  }

  private static Optional<String> of(String type) {
    try {
      Package found = Class.forName(type, false, FoundVersions.class.getClassLoader()).getPackage();
      return Optional.of(
          Optional.ofNullable(found.getImplementationVersion()).orElse("of a version it hides"));
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty();
    }
  }
}
