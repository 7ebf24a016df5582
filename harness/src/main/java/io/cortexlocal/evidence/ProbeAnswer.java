package io.cortexlocal.evidence;

import io.cortexlocal.evidence.PodLook.Answer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** A readiness probe by HTTP that is answered, and not as it should be. */
final class ProbeAnswer implements StartReader {

  private static final int LONGEST = 120;

  @Override
  public Optional<String> read(Replica replica) {
    return replica.statuses().stream()
        .filter(container -> !Boolean.TRUE.equals(container.getReady()))
        .filter(Replica::isRunning)
        .map(ContainerStatus::getName)
        .flatMap(name -> replica.spec(name).stream())
        .flatMap(container -> hint(replica, container).stream())
        .findFirst();
  }

  private static Optional<String> hint(Replica replica, Container container) {
    Probe probe = container.getReadinessProbe();
    if (probe == null || probe.getHttpGet() == null) {
      return Optional.empty();
    }
    HTTPGetAction get = probe.getHttpGet();
    OptionalInt port = Replica.port(probe);
    String path = Objects.requireNonNullElse(get.getPath(), "/");
    if (port.isEmpty()) {
      return Optional.empty();
    }
    Optional<Answer> answer = replica.look().get(port.getAsInt(), path);
    if (answer.isEmpty() || answer.get().status() < 300) {
      return Optional.empty();
    }
    return Optional.of(
        "GET %s on port %d answers %s. Point the readiness probe of container %s at a path that answers 200, or mend what this one answers."
            .formatted(
                path,
                port.getAsInt(),
                text(replica, port.getAsInt(), answer.get()),
                container.getName()));
  }

  private static String text(Replica replica, int port, Answer answer) {
    if (answer.status() < 400 && answer.location().isPresent()) {
      String to = answer.location().get();
      Optional<Answer> there = to.startsWith("/") ? replica.look().get(port, to) : Optional.empty();
      return "%d and leads to %s%s"
          .formatted(
              answer.status(), to, there.map(it -> ", which answers " + plain(it)).orElse(""));
    }
    return plain(answer);
  }

  private static String plain(Answer answer) {
    String body = answer.text();
    String cut = body.length() > LONGEST ? body.substring(0, LONGEST) + "…" : body;
    return answer.status() + (cut.isEmpty() ? "" : ": \"" + cut + "\"");
  }
}
