package io.cortexlocal.workload.sidecar;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a pod's sidecar has to know.
 *
 * @param listenAddress the address of both listeners; in a pod {@code 0.0.0.0}
 * @param dataPort where requests arrive; in a pod 8888, 0 for a free one
 * @param adminPort where {@code /healthz} and {@code /metrics} are; in a pod 15000, 0 for a free
 *     one
 * @param userPort the container's port, {@code pod.port} in {@code cortex.yaml}
 * @param maxConcurrency requests that the container works on at a time, 1 to 30000
 * @param maxQueueLength requests that wait beyond those, 1 to 30000
 * @param hasTcpProbe whether {@code /healthz} checks that {@code userPort} accepts connections.
 *     Cortex 0.42 as built always does
 * @param envoyAdminSocket the unix socket of Envoy's own admin interface, at most 105 bytes; next
 *     to it is {@link #markerSocket()}
 * @param answersPath asks the container for this path until it answers once, and reports the moment
 *     ({@link SidecarEvent.Answering}); absent, the container sees no request of the sidecar's own
 */
public record SidecarSettings(
    String listenAddress,
    int dataPort,
    int adminPort,
    int userPort,
    int maxConcurrency,
    int maxQueueLength,
    boolean hasTcpProbe,
    String envoyAdminSocket,
    Optional<String> answersPath) {

  /** Where requests arrive in a pod. */
  public static final int DATA_PORT = 8888;

  /** Where {@code /healthz} and {@code /metrics} are in a pod. */
  public static final int ADMIN_PORT = 15000;

  private static final int MAX_LIMIT = 30_000;
  private static final String MARKER = "-m";
  private static final int MAX_SOCKET_PATH = 107 - MARKER.length();

  /** Checks the ranges above. */
  public SidecarSettings {
    requirePort("dataPort", dataPort, 0);
    requirePort("adminPort", adminPort, 0);
    requirePort("userPort", userPort, 1);
    requireBetween("maxConcurrency", maxConcurrency, 1, MAX_LIMIT);
    requireBetween("maxQueueLength", maxQueueLength, 1, MAX_LIMIT);
    if (envoyAdminSocket.getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH) {
      throw new IllegalArgumentException(
          "the path of a unix socket has at most "
              + MAX_SOCKET_PATH
              + " bytes: '"
              + envoyAdminSocket
              + "'");
    }
    if (answersPath.filter(path -> !path.startsWith("/")).isPresent()) {
      throw new IllegalArgumentException(
          "answersPath must start with a slash: '" + answersPath.get() + "'");
    }
  }

  /** Where a request has a marker written into the log, behind all that are over by then. */
  public String markerSocket() {
    return envoyAdminSocket + MARKER;
  }

  /** The settings in a pod, with Cortex's ports. */
  public static SidecarSettings inPod(
      int userPort, int maxConcurrency, int maxQueueLength, String envoyAdminSocket) {
    return new SidecarSettings(
        "0.0.0.0",
        DATA_PORT,
        ADMIN_PORT,
        userPort,
        maxConcurrency,
        maxQueueLength,
        true,
        envoyAdminSocket,
        Optional.empty());
  }

  /** These settings with {@link #answersPath()}. */
  public SidecarSettings withAnswersPath(String path) {
    return new SidecarSettings(
        listenAddress,
        dataPort,
        adminPort,
        userPort,
        maxConcurrency,
        maxQueueLength,
        hasTcpProbe,
        envoyAdminSocket,
        Optional.of(path));
  }

  private static void requirePort(String name, int port, int least) {
    requireBetween(name, port, least, 65_535);
  }

  private static void requireBetween(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be between " + least + " and " + most + ", got " + value);
    }
  }
}
