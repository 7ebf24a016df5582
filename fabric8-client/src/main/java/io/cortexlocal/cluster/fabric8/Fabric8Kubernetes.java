package io.cortexlocal.cluster.fabric8;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.stream.FirstBytes;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Speaks to a real API server. */
public final class Fabric8Kubernetes implements Kubernetes {

  private static final int EXEC_OUTPUT = 1 << 20;
  private static final int LONGEST_LOG = 16 << 20;

  private static final String FIELD_MANAGER = "cortex-local";

  private final KubernetesClient client;

  /** The caller keeps the client, and closes it. */
  public Fabric8Kubernetes(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public <T extends HasMetadata> Optional<T> get(
      ResourceType<T> type, String namespace, String name) {
    return calling(
        "get", type, namespace, name, () -> Optional.ofNullable(one(type, namespace, name).get()));
  }

  @Override
  public <T extends HasMetadata> List<T> list(
      ResourceType<T> type, String namespace, Map<String, String> labels) {
    return calling(
        "list",
        type,
        namespace,
        "",
        () -> {
          MixedOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> all = operation(type);
          return type.namespaced()
              ? List.copyOf(all.inNamespace(namespace).withLabels(labels).list().getItems())
              : List.copyOf(all.withLabels(labels).list().getItems());
        });
  }

  @Override
  public <T extends HasMetadata> Subscription watch(
      ResourceType<T> type,
      Optional<String> namespace,
      Map<String, String> labels,
      Consumer<Change<T>> changes) {
    return calling(
        "watch",
        type,
        namespace.orElse(""),
        "",
        () -> {
          MixedOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> all = operation(type);
          AnyNamespaceOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> selected =
              namespace.isPresent() && type.namespaced()
                  ? all.inNamespace(namespace.get())
                  : all.inAnyNamespace();
          SharedIndexInformer<T> informer =
              selected.withLabels(labels).inform(new Reporter<>(changes));
          return informer::close;
        });
  }

  @Override
  public <T extends HasMetadata> T apply(ResourceType<T> type, T object) {
    String namespace = object.getMetadata().getNamespace();
    return calling(
        "apply",
        type,
        namespace == null ? "" : namespace,
        object.getMetadata().getName(),
        () -> {
          MixedOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> all = operation(type);
          Resource<T> resource =
              type.namespaced()
                  ? all.inNamespace(namespace).resource(object)
                  : all.resource(object);
          return resource.fieldManager(FIELD_MANAGER).forceConflicts().serverSideApply();
        });
  }

  @Override
  public <T extends HasMetadata> void label(
      ResourceType<T> type, String namespace, String name, Map<String, String> labels) {
    String patch =
        io.fabric8.kubernetes.client.utils.Serialization.asJson(
            Map.of("metadata", Map.of("labels", labels)));
    calling(
        "label",
        type,
        namespace,
        name,
        () -> one(type, namespace, name).patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch));
  }

  @Override
  public void scale(String namespace, String deployment, int replicas) {
    calling(
        "scale",
        ResourceType.DEPLOYMENT,
        namespace,
        deployment,
        () ->
            client
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName(deployment)
                .scale(replicas));
  }

  @Override
  public void delete(ResourceType<?> type, String namespace, String name) {
    calling(
        "delete",
        type,
        namespace,
        name,
        () ->
            one(type, namespace, name)
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete());
  }

  @Override
  public String logs(String namespace, String pod, String container, int lines, boolean previous) {
    try {
      var containerLog = client.pods().inNamespace(namespace).withName(pod).inContainer(container);
      FirstBytes log = new FirstBytes(LONGEST_LOG);
      try (InputStream in =
          previous
              ? containerLog.terminated().tailingLines(lines).getLogInputStream()
              : containerLog.tailingLines(lines).getLogInputStream()) {
        if (in != null) {
          in.transferTo(log);
        }
      }
      return log.text();
    } catch (IOException e) {
      throw new ClusterException(
          "the log of %s/%s in %s broke off: %s".formatted(pod, container, namespace, e), e);
    } catch (KubernetesClientException e) {
      if (e.getCode() == 400 || e.getCode() == 404) {
        return "";
      }
      throw failed("read the log of", ResourceType.POD, namespace, pod + "/" + container, e);
    }
  }

  @Override
  public Subscription followLogs(String namespace, String pod, String container, LogLines lines) {
    return LogFollower.start(client, namespace, pod, container, lines);
  }

  @Override
  public ExecResult exec(
      String namespace, String pod, String container, Duration timeout, List<String> command) {
    FirstBytes output = new FirstBytes(EXEC_OUTPUT);
    FirstBytes error = new FirstBytes(EXEC_OUTPUT);
    try (ExecWatch running =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .inContainer(container)
            .writingOutput(output)
            .writingError(error)
            .exec(command.toArray(String[]::new))) {
      Integer exit = running.exitCode().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return new ExecResult(
          exit == null ? OptionalInt.empty() : OptionalInt.of(exit), output.text(), error.text());
    } catch (TimeoutException e) {
      throw new ClusterException(
          "%s in %s/%s did not end within %s".formatted(command, pod, container, timeout), e);
    } catch (ExecutionException e) {
      throw failed("run " + command + " in", ResourceType.POD, namespace, pod + "/" + container, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("run " + command + " in", ResourceType.POD, namespace, pod + "/" + container, e);
    }
  }

  @Override
  public ByteChannel connect(String namespace, String pod, int port) throws IOException {
    String verb = "connect to port " + port + " of";
    if (get(ResourceType.POD, namespace, pod).isEmpty()) {
      throw new ClusterException(
          "cannot %s Pod %s/%s: there is no such pod".formatted(verb, namespace, pod));
    }
    try {
      return PodConnection.open(
          (sent, received) ->
              client.pods().inNamespace(namespace).withName(pod).portForward(port, sent, received));
    } catch (KubernetesClientException e) {
      throw failed(verb, ResourceType.POD, namespace, pod, e);
    }
  }

  @Override
  public List<Event> events(String namespace, String kind, String name) {
    return calling(
        "list",
        ResourceType.EVENT,
        namespace,
        name,
        () ->
            client
                .v1()
                .events()
                .inNamespace(namespace)
                .withField("involvedObject.kind", kind)
                .withField("involvedObject.name", name)
                .list()
                .getItems()
                .stream()
                .sorted(Comparator.comparing(Fabric8Kubernetes::lastSeen))
                .toList());
  }

  private static String lastSeen(Event event) {
    if (event.getLastTimestamp() != null) {
      return event.getLastTimestamp();
    }
    return event.getMetadata().getCreationTimestamp();
  }

  private <T extends HasMetadata> Resource<T> one(
      ResourceType<T> type, String namespace, String name) {
    return type.namespaced()
        ? operation(type).inNamespace(namespace).withName(name)
        : operation(type).withName(name);
  }

  @SuppressWarnings("unchecked")
  private <T extends HasMetadata>
      MixedOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> operation(
          ResourceType<T> type) {
    if (type.type() == io.fabric8.kubernetes.api.model.GenericKubernetesResource.class) {
      ResourceDefinitionContext context =
          new ResourceDefinitionContext.Builder()
              .withGroup(type.group())
              .withVersion(type.version())
              .withKind(type.kind())
              .withPlural(type.plural())
              .withNamespaced(type.namespaced())
              .build();
      return (MixedOperation<T, ? extends KubernetesResourceList<T>, Resource<T>>)
          (MixedOperation<?, ?, ?>) client.genericKubernetesResources(context);
    }
    return client.resources(type.type());
  }

  private static <R> R calling(
      String verb, ResourceType<?> type, String namespace, String name, Supplier<R> call) {
    try {
      return call.get();
    } catch (KubernetesClientException e) {
      throw failed(verb, type, namespace, name, e);
    }
  }

  private static ClusterException failed(
      String verb, ResourceType<?> type, String namespace, String name, Exception cause) {
    String where = namespace.isEmpty() ? name : namespace + "/" + name;
    return new ClusterException(
        "cannot %s %s %s: %s".formatted(verb, type.kind(), where, cause.getMessage()), cause);
  }

  private record Reporter<T>(Consumer<Change<T>> changes) implements ResourceEventHandler<T> {

    @Override
    public void onAdd(T object) {
      changes.accept(new Change.Added<>(object));
    }

    @Override
    public void onUpdate(T before, T object) {
      changes.accept(new Change.Modified<>(object));
    }

    @Override
    public void onDelete(T object, boolean finalStateUnknown) {
      changes.accept(new Change.Deleted<>(object));
    }
  }
}
