package io.cortexlocal.evidence;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a pod through its cluster; at its network from inside of the sidecar. */
final class ClusterPodLook implements PodLook {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterPodLook.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LINES = 50;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}).*");

  /** Port and path are arguments, so that none of the path is taken for a command. */
  private static final String ASK =
      """
      exec 3<>"/dev/tcp/127.0.0.1/$0" &&
      printf 'GET %s HTTP/1.0\\r\\nHost: localhost\\r\\nUser-Agent: kube-probe/1.34\\r\\n\\r\\n' "$1" >&3 &&
      head -c 2000 <&3""";

  private final Kubernetes kubernetes;
  private final String namespace;
  private final String name;

  ClusterPodLook(Kubernetes kubernetes, Pod pod) {
    this.kubernetes = kubernetes;
    this.namespace = pod.getMetadata().getNamespace();
    this.name = pod.getMetadata().getName();
  }

  @Override
  public List<Event> events() {
    return found(() -> kubernetes.events(namespace, "Pod", name)).orElse(List.of());
  }

  @Override
  public List<String> lastLines(String container) {
    return found(() -> kubernetes.logs(namespace, name, container, LINES, false))
        .filter(log -> !log.isBlank())
        .or(() -> found(() -> kubernetes.logs(namespace, name, container, LINES, true)))
        .map(log -> log.lines().toList())
        .orElse(List.of());
  }

  @Override
  public List<ListeningSocket> listening() {
    return inSidecar(List.of("cat", "/proc/net/tcp", "/proc/net/tcp6"))
        .map(ListeningSocket::read)
        .orElse(List.of());
  }

  @Override
  public Optional<Answer> get(int port, String path) {
    return inSidecar(List.of("bash", "-c", ASK, Integer.toString(port), path))
        .flatMap(ClusterPodLook::answer);
  }

  static Optional<Answer> answer(String text) {
    String[] parts = text.split("\r?\n\r?\n", 2);
    List<String> head = parts[0].lines().toList();
    Matcher status = STATUS.matcher(head.isEmpty() ? "" : head.get(0));
    if (!status.matches()) {
      return Optional.empty();
    }
    Optional<String> location =
        head.stream()
            .filter(line -> line.regionMatches(true, 0, "location:", 0, 9))
            .map(line -> line.substring(9).strip())
            .findFirst();
    String body =
        parts.length < 2
            ? ""
            : parts[1]
                .lines()
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .findFirst()
                .orElse("");
    return Optional.of(new Answer(Integer.parseInt(status.group(1)), location, body));
  }

  private Optional<String> inSidecar(List<String> command) {
    return found(() -> kubernetes.exec(namespace, name, Names.PROXY_CONTAINER, PATIENCE, command))
        .map(Kubernetes.ExecResult::output);
  }

  /** The failure that is to be explained counts, not that one reason for it cannot be looked up. */
  private <T> Optional<T> found(Supplier<T> look) {
    try {
      return Optional.of(look.get());
    } catch (ClusterException e) {
      LOG.debug("pod {} could not be looked at", name, e);
      return Optional.empty();
    }
  }
}
