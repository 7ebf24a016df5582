package io.cortexlocal.status;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Knows events and logs of the pod {@code default/api-a1-x}, and nothing else. */
final class ScriptedKubernetes implements Kubernetes {

  private final List<Event> events = new ArrayList<>();
  private final Map<String, String> logs = new HashMap<>();
  private Optional<String> failure = Optional.empty();

  void event(String time, String type, String reason, Integer count, String message) {
    events.add(
        new EventBuilder()
            .withNewMetadata()
            .withCreationTimestamp("2026-01-01T00:00:00Z")
            .endMetadata()
            .withLastTimestamp(time)
            .withType(type)
            .withReason(reason)
            .withCount(count)
            .withMessage(message)
            .build());
  }

  void containerEvent(String container, String time, String reason, String message) {
    event(time, "Warning", reason, 1, message);
    Event last = events.remove(events.size() - 1);
    events.add(
        new EventBuilder(last)
            .withNewInvolvedObject()
            .withFieldPath("spec.containers{" + container + "}")
            .endInvolvedObject()
            .build());
  }

  void log(String container, String text) {
    logs.put(container, text);
  }

  void previousLog(String container, String text) {
    logs.put(container + " previous", text);
  }

  void failWith(String message) {
    failure = Optional.of(message);
  }

  @Override
  public List<Event> events(String namespace, String kind, String name) {
    requirePod(namespace, name);
    if (!kind.equals("Pod")) {
      throw new IllegalArgumentException(kind);
    }
    return List.copyOf(events);
  }

  @Override
  public String logs(String namespace, String pod, String container, int lines, boolean previous) {
    requirePod(namespace, pod);
    List<String> all =
        List.of(logs.getOrDefault(container + (previous ? " previous" : ""), "").split("\n", -1));
    return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }

  private void requirePod(String namespace, String pod) {
    if (failure.isPresent()) {
      throw new ClusterException(failure.get());
    }
    if (!List.of("default", "istio-system").contains(namespace) || !pod.equals("api-a1-x")) {
      throw new IllegalArgumentException(namespace + "/" + pod);
    }
  }

  @Override
  public <T extends HasMetadata> Optional<T> get(
      ResourceType<T> type, String namespace, String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T extends HasMetadata> List<T> list(
      ResourceType<T> type, String namespace, Map<String, String> labels) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T extends HasMetadata> Subscription watch(
      ResourceType<T> type,
      Optional<String> namespace,
      Map<String, String> labels,
      Consumer<Change<T>> changes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T extends HasMetadata> T apply(ResourceType<T> type, T object) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T extends HasMetadata> void label(
      ResourceType<T> type, String namespace, String name, Map<String, String> labels) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void scale(String namespace, String deployment, int replicas) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(ResourceType<?> type, String namespace, String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Subscription followLogs(String namespace, String pod, String container, LogLines lines) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ExecResult exec(
      String namespace, String pod, String container, Duration timeout, List<String> command) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ByteChannel connect(String namespace, String pod, int port) {
    throw new UnsupportedOperationException();
  }
}
