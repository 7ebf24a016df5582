package io.cortexlocal.operator;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A cluster that refuses objects of one kind. */
record RefusingKubernetes(Kubernetes cluster, ResourceType<?> refused) implements Kubernetes {

  @Override
  public <T extends HasMetadata> T apply(ResourceType<T> type, T object) {
    if (type.equals(refused)) {
      throw new ClusterException(type.kind() + " is refused");
    }
    return cluster.apply(type, object);
  }

  @Override
  public <T extends HasMetadata> Optional<T> get(
      ResourceType<T> type, String namespace, String name) {
    return cluster.get(type, namespace, name);
  }

  @Override
  public <T extends HasMetadata> List<T> list(
      ResourceType<T> type, String namespace, Map<String, String> labels) {
    return cluster.list(type, namespace, labels);
  }

  @Override
  public <T extends HasMetadata> Subscription watch(
      ResourceType<T> type,
      Optional<String> namespace,
      Map<String, String> labels,
      Consumer<Change<T>> changes) {
    return cluster.watch(type, namespace, labels, changes);
  }

  @Override
  public <T extends HasMetadata> void label(
      ResourceType<T> type, String namespace, String name, Map<String, String> labels) {
    cluster.label(type, namespace, name, labels);
  }

  @Override
  public void scale(String namespace, String deployment, int replicas) {
    cluster.scale(namespace, deployment, replicas);
  }

  @Override
  public void delete(ResourceType<?> type, String namespace, String name) {
    cluster.delete(type, namespace, name);
  }

  @Override
  public String logs(String namespace, String pod, String container, int lines, boolean previous) {
    return cluster.logs(namespace, pod, container, lines, previous);
  }

  @Override
  public Subscription followLogs(String namespace, String pod, String container, LogLines lines) {
    return cluster.followLogs(namespace, pod, container, lines);
  }

  @Override
  public ExecResult exec(
      String namespace, String pod, String container, Duration timeout, List<String> command) {
    return cluster.exec(namespace, pod, container, timeout, command);
  }

  @Override
  public ByteChannel connect(String namespace, String pod, int port) throws IOException {
    return cluster.connect(namespace, pod, port);
  }

  @Override
  public List<Event> events(String namespace, String kind, String name) {
    return cluster.events(namespace, kind, name);
  }
}
