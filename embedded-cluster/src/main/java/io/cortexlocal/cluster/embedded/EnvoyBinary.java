package io.cortexlocal.cluster.embedded;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.istio.envoy.EnvoyExecutable;
import java.nio.file.Path;

/** This machine's Envoy, for gateway and sidecars. */
final class EnvoyBinary {

  private static final String NAME = "envoy";

  private EnvoyBinary() {}

  /**
   * Finds it.
   *
   * @throws ClusterException when there is none, or when sidecars could not find it by its name
   */
  static Path locate() {
    Path binary;
    try {
      binary = EnvoyExecutable.locate().toAbsolutePath();
    } catch (IllegalStateException e) {
      throw new ClusterException(e.getMessage(), e);
    }
    if (!binary.endsWith(NAME)) {
      throw new ClusterException(
          "%s is '%s', but the sidecars start Envoy by the name envoy. Try: a symbolic link of that name"
              .formatted(EnvoyExecutable.SETTING, binary));
    }
    return binary;
  }
}
