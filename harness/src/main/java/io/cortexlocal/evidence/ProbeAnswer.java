package io.cortexlocal.evidence;

import io.cortexlocal.evidence.PodLook.Answer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Probe;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** A readiness probe by HTTP that is answered, and not as it should be. */
final class ProbeAnswer implements StartReader {

  private static final int LONGEST = 120;

  /** How the one who asks calls the pod. */
  private static final String HOST = "localhost";

  @Override
  public Optional<String> read(Replica replica) {
    return replica
        .runningUnready()
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
    return text(replica, port.getAsInt(), answer.get())
        .map(
            text ->
                "GET %s on port %d answers %s. Point the readiness probe of container %s at a path that answers 200, or mend what this one answers."
                    .formatted(path, port.getAsInt(), text, container.getName()));
  }

  /**
   * Returns what the probe met. The kubelet follows a redirect on its host, and takes one to
   * another host for an answer; neither fails a probe by itself.
   */
  private static Optional<String> text(Replica replica, int port, Answer answer) {
    if (answer.status() >= 400) {
      return Optional.of(plain(answer));
    }
    return answer
        .location()
        .flatMap(
            to ->
                onThisHost(to, port)
                    .flatMap(path -> replica.look().get(port, path))
                    .filter(there -> there.status() >= 400)
                    .map(
                        there ->
                            "%d and leads to %s, which answers %s"
                                .formatted(answer.status(), to, plain(there))));
  }

  private static Optional<String> onThisHost(String location, int port) {
    try {
      URI to = new URI(location);
      boolean here =
          to.getHost() == null
              || (to.getHost().equals(HOST)
                  && (to.getPort() == port || (to.getPort() < 0 && port == 80)));
      return here && to.getRawPath() != null && to.getRawPath().startsWith("/")
          ? Optional.of(to.getRawPath() + (to.getRawQuery() == null ? "" : "?" + to.getRawQuery()))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String plain(Answer answer) {
    String body = answer.text();
    String cut = Shortened.to(LONGEST, body);
    return answer.status() + (cut.isEmpty() ? "" : ": \"" + cut + "\"");
  }
}
