package io.cortexlocal.evidence;

import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A server that ends because its port is another container's: those of a pod share an address. */
final class PortTaken implements StartReader {

  private static final Pattern IN_USE =
      Pattern.compile("(?i)address (is )?already in use|EADDRINUSE|address in use");

  @Override
  public Optional<String> read(Replica replica) {
    return replica.statuses().stream()
        .filter(container -> !container.getName().equals(Names.PROXY_CONTAINER))
        .flatMap(container -> hint(replica, container).stream())
        .findFirst();
  }

  private static Optional<String> hint(Replica replica, ContainerStatus container) {
    if (Boolean.TRUE.equals(container.getReady()) && Replica.lastEnd(container).isEmpty()) {
      return Optional.empty();
    }
    List<String> said =
        replica.look().lastLines(container.getName()).stream()
            .filter(line -> IN_USE.matcher(line).find())
            .toList();
    if (said.isEmpty()) {
      return Optional.empty();
    }
    String others =
        replica.specs().stream()
            .map(Container::getName)
            .filter(name -> !name.equals(container.getName()))
            .collect(Collectors.joining(" or "));
    return Optional.of(
        "container %s wants a port that another container of its pod has (%s): \"%s\". The containers of a pod share one address; %d and %d are the sidecar's. Give each a port of its own."
            .formatted(
                container.getName(),
                others,
                said.get(said.size() - 1).strip(),
                Names.PROXY_PORT,
                Names.PROXY_ADMIN_PORT));
  }
}
