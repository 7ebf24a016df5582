package io.cortexlocal.cluster.embedded.setup;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.istio.envoy.EnvoyExecutable;
import java.nio.file.Path;
import java.util.Map;

/** This machine's Envoy, for gateway and sidecars. */
public final class EnvoyBinary {

  private static final String NAME = "envoy";

  private EnvoyBinary() {}

  /**
   * Finds it.
   *
   * @param environment of this machine
   * @throws ClusterException when there is none, or when sidecars could not find it by its name
   */
  public static Path locate(Map<String, String> environment) {
    Path binary;
    try {
      binary = EnvoyExecutable.locate(environment).toAbsolutePath();
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
