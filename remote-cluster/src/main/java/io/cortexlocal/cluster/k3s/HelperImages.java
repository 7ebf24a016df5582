package io.cortexlocal.cluster.k3s;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/**
 * The images that Testcontainers needs for itself. Where one cannot be pulled, it tries for
 * minutes, and tells nothing but that a condition was not met.
 */
final class HelperImages {

  /** It removes the containers of a process that was killed. */
  static final String RYUK = "testcontainers/ryuk:0.14.0";

  /** Asks within the engine how this machine is reached from there. */
  static final String TINY = "alpine:3.17";

  private static final String RYUK_DISABLED = "TESTCONTAINERS_RYUK_DISABLED";
  private static final String HOST_OVERRIDE = "TESTCONTAINERS_HOST_OVERRIDE";
  private static final Path IN_A_CONTAINER = Path.of("/.dockerenv");

  private HelperImages() {}

  /** Returns their names, as Testcontainers' own settings have them. */
  static List<String> needed(Map<String, String> environment) {
    return needed(environment, Files.exists(IN_A_CONTAINER)).stream()
        .map(DockerImageName::parse)
        .map(ImageNameSubstitutor.instance())
        .map(DockerImageName::asCanonicalNameString)
        .toList();
  }

  static List<String> needed(Map<String, String> environment, boolean inAContainer) {
    List<String> needed = new ArrayList<>();
    if (!Boolean.parseBoolean(environment.get(RYUK_DISABLED))) {
      needed.add(RYUK);
    }
    if (inAContainer && !environment.containsKey(HOST_OVERRIDE)) {
      needed.add(TINY);
    }
    return needed;
  }
}
