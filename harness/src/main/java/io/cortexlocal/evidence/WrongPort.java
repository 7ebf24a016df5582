package io.cortexlocal.evidence;

import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server that listens elsewhere than where it is asked: on loopback, or on another port. */
final class WrongPort implements StartReader {

  private static final Set<Integer> OF_THE_SIDECAR =
      Set.of(Names.PROXY_PORT, Names.PROXY_ADMIN_PORT);

  @Override
  public Optional<String> read(Replica replica) {
    List<ListeningSocket> listening =
        replica.look().listening().stream()
            .filter(socket -> !OF_THE_SIDECAR.contains(socket.port()))
            .toList();
    if (replica.look().listening().isEmpty()) {
      return Optional.empty();
    }
    for (Asked asked : asked(replica)) {
      Set<Boolean> there =
          listening.stream()
              .filter(socket -> socket.port() == asked.port())
              .map(ListeningSocket::loopback)
              .collect(Collectors.toSet());
      if (there.isEmpty()) {
        return Optional.of(notThere(asked, replica, listening));
      }
      if (!there.contains(false) && asked.container().isPresent()) {
        return Optional.of(
            "port %d is open on 127.0.0.1 only, and refused on the pod's address, which the probe of container %s asks: let the server bind 0.0.0.0."
                .formatted(asked.port(), asked.container().get()));
      }
    }
    return Optional.empty();
  }

  private static String notThere(Asked asked, Replica replica, List<ListeningSocket> listening) {
    TreeSet<Integer> ports =
        listening.stream()
            .map(ListeningSocket::port)
            .collect(Collectors.toCollection(TreeSet::new));
    String by = asked.container().map("the probe of container %s"::formatted).orElse("pod.port");
    if (ports.isEmpty()) {
      return "nothing listens on port %d (%s), nor on any other: allow more time with cortex.local.timeout or @CortexApi(timeout), or see in the last lines above what the container waits for."
          .formatted(asked.port(), by);
    }
    return "nothing listens on port %d (%s), but on %s: let the server listen on $CORTEX_PORT (%d), or name its port in pod.port and in the probes."
        .formatted(
            asked.port(),
            by,
            ports.stream().map(String::valueOf).collect(Collectors.joining(", ")),
            replica.api().pod().port().orElseThrow());
  }

  private static List<Asked> asked(Replica replica) {
    List<Asked> all = new ArrayList<>();
    for (ContainerStatus status : replica.statuses()) {
      if (Boolean.TRUE.equals(status.getReady()) || !Replica.isRunning(status)) {
        continue;
      }
      if (status.getName().equals(Names.PROXY_CONTAINER)) {
        all.add(new Asked(replica.api().pod().port().orElseThrow(), Optional.empty()));
        continue;
      }
      replica.spec(status.getName()).stream()
          .flatMap(WrongPort::probes)
          .map(Replica::port)
          .flatMapToInt(OptionalInt::stream)
          .forEach(port -> all.add(0, new Asked(port, Optional.of(status.getName()))));
    }
    return all;
  }

  private static Stream<Probe> probes(Container container) {
    return Stream.of(container.getLivenessProbe(), container.getReadinessProbe())
        .filter(Objects::nonNull);
  }

  /**
   * A port that should be open.
   *
   * @param container whose probe asks it on the pod's address; empty for the sidecar, on loopback
   */
  private record Asked(int port, Optional<String> container) {}
}
