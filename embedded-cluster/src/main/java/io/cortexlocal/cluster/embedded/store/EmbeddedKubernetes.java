package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The seam to the embedded cluster: its objects are those of an {@link ObjectStore}, its containers
 * those of a node.
 *
 * <p>Kinds on which nothing here acts are refused by name. ServiceAccounts, roles and resource
 * definitions are kept without effect, for nothing here asks for permission.
 */
public final class EmbeddedKubernetes implements Kubernetes {

  private static final String DEFAULT_NAMESPACE = "default";

  private final ObjectStore store;
  private final PodAccess pods;
  private final InstantSource clock;

  /**
   * The caller keeps the store, and closes it. Namespace {@code default} is there afterwards.
   *
   * @param clock for the moments in what it changes
   */
  public EmbeddedKubernetes(ObjectStore store, PodAccess pods, InstantSource clock) {
    this.store = store;
    this.pods = pods;
    this.clock = clock;
    if (store.get(ResourceType.NAMESPACE, "", DEFAULT_NAMESPACE).isEmpty()) {
      apply(
          ResourceType.NAMESPACE,
          new NamespaceBuilder()
              .withNewMetadata()
              .withName(DEFAULT_NAMESPACE)
              .endMetadata()
              .build());
    }
  }

  @Override
  public <T extends HasMetadata> Optional<T> get(
      ResourceType<T> type, String namespace, String name) {
    requireKnown("get", type, name);
    return store.get(type, namespace, name);
  }

  @Override
  public <T extends HasMetadata> List<T> list(
      ResourceType<T> type, String namespace, Map<String, String> labels) {
    requireKnown("list", type, "");
    return store.list(type, Optional.of(namespace), labels);
  }

  @Override
  public <T extends HasMetadata> Subscription watch(
      ResourceType<T> type,
      Optional<String> namespace,
      Map<String, String> labels,
      Consumer<Change<T>> changes) {
    requireKnown("watch", type, "");
    return store.watch(type, namespace, labels, changes);
  }

  @Override
  public <T extends HasMetadata> T apply(ResourceType<T> type, T object) {
    return apply(type, object, existing -> {});
  }

  /**
   * Creates the object.
   *
   * @return the object as the cluster has it now
   * @throws RefusedException when there is one of that name
   */
  public <T extends HasMetadata> T create(ResourceType<T> type, T object) {
    return apply(
        type,
        object,
        existing -> {
          String group = type.group().isEmpty() ? "" : "." + type.group();
          throw new RefusedException(
              RefusedException.Reason.ALREADY_EXISTS,
              "%s%s \"%s\" already exists"
                  .formatted(type.plural(), group, existing.getMetadata().getName()));
        });
  }

  /**
   * Changes the existing object to the given one; its status stays.
   *
   * @param version which the existing object must have; empty for any
   * @return the object as the cluster has it now
   * @throws RefusedException when there is none, or it has another version
   */
  public <T extends HasMetadata> T replace(
      ResourceType<T> type, T object, Optional<String> version) {
    requireKnown("update", type, object.getMetadata().getName());
    KindTraits<T> traits = StoredKinds.of(type);
    ObjectKey key = ObjectKey.of(type, object);
    return store
        .update(
            type,
            key.namespace(),
            key.name(),
            existing -> {
              requireVersion(type, existing, version);
              T next = ObjectParts.copy(object);
              traits.defaults().accept(next);
              next = Admission.admit(type, Optional.of(existing), next);
              traits.status().keep().accept(existing, next);
              return next;
            })
        .orElseThrow(() -> notFound("update", type, key.namespace(), key.name()));
  }

  private static void requireVersion(
      ResourceType<?> type, HasMetadata existing, Optional<String> version) {
    ObjectMeta metadata = existing.getMetadata();
    if (version.isPresent() && !version.get().equals(metadata.getResourceVersion())) {
      String group = type.group().isEmpty() ? "" : "." + type.group();
      throw new RefusedException(
          RefusedException.Reason.CONFLICT,
          ("Operation cannot be fulfilled on %s%s \"%s\": the object has been modified; please"
                  + " apply your changes to the latest version and try again")
              .formatted(type.plural(), group, metadata.getName()));
    }
  }

  private <T extends HasMetadata> T apply(
      ResourceType<T> type, T object, Consumer<HasMetadata> found) {
    ObjectMeta metadata = object.getMetadata();
    if (metadata == null || metadata.getName() == null || metadata.getName().isEmpty()) {
      throw new RefusedException(
          RefusedException.Reason.INVALID,
          "cannot apply %s: metadata.name: Required value: name or generateName is required"
              .formatted(type.kind()));
    }
    requireKnown("apply", type, metadata.getName());
    requireNamespace(type, object);
    T applied =
        store.apply(
            type,
            object,
            (existing, copy) -> {
              if (existing != null) {
                found.accept(existing);
              }
              return Admission.admit(type, Optional.ofNullable(existing), copy);
            });
    if (applied instanceof CustomResourceDefinition) {
      return store.update(type, "", metadata.getName(), this::established).orElse(applied);
    }
    return applied;
  }

  @Override
  public <T extends HasMetadata> void label(
      ResourceType<T> type, String namespace, String name, Map<String, String> labels) {
    requireKnown("label", type, name);
    FieldErrors errors = new FieldErrors();
    NameRules.labels("metadata.labels", labels, errors);
    if (!errors.all().isEmpty()) {
      throw new RefusedException(
          RefusedException.Reason.INVALID,
          "cannot label %s %s: %s"
              .formatted(
                  type.kind(),
                  ObjectKey.of(type, namespace, name),
                  FieldErrors.joined(errors.all())));
    }
    if (store.update(type, namespace, name, object -> labelled(object, labels)).isEmpty()) {
      throw notFound("label", type, namespace, name);
    }
  }

  @Override
  public void scale(String namespace, String deployment, int replicas) {
    if (replicas < 0) {
      throw new RefusedException(
          RefusedException.Reason.INVALID,
          ("cannot scale Deployment %s/%s: spec.replicas: Invalid value: %d: must be"
                  + " greater than or equal to 0")
              .formatted(namespace, deployment, replicas));
    }
    if (store
        .update(
            ResourceType.DEPLOYMENT, namespace, deployment, current -> scaled(current, replicas))
        .isEmpty()) {
      throw notFound("scale", ResourceType.DEPLOYMENT, namespace, deployment);
    }
  }

  @Override
  public void delete(ResourceType<?> type, String namespace, String name) {
    requireKnown("delete", type, name);
    store.delete(type, namespace, name);
  }

  /**
   * Deletes a pod with a grace period of its own. Does nothing when there is none.
   *
   * @param graceSeconds 0 takes it away at once; of a pod that is being deleted, only a shorter one
   *     than before counts
   */
  public void deletePod(String namespace, String name, long graceSeconds) {
    requireKnown("delete", ResourceType.POD, name);
    store.deletePod(namespace, name, graceSeconds);
  }

  @Override
  public String logs(String namespace, String pod, String container, int lines, boolean previous) {
    return pods.logs(namespace, pod, container, lines, previous);
  }

  @Override
  public Subscription followLogs(String namespace, String pod, String container, LogLines lines) {
    return pods.followLogs(namespace, pod, container, lines);
  }

  @Override
  public ExecResult exec(
      String namespace, String pod, String container, Duration timeout, List<String> command) {
    return pods.exec(namespace, pod, container, timeout, command);
  }

  @Override
  public ByteChannel connect(String namespace, String pod, int port) throws IOException {
    if (store.get(ResourceType.POD, namespace, pod).isEmpty()) {
      throw notFound("connect to port " + port + " of", ResourceType.POD, namespace, pod);
    }
    return pods.connect(namespace, pod, port);
  }

  @Override
  public List<Event> events(String namespace, String kind, String name) {
    return store.events(namespace, kind, name);
  }

  private static void requireKnown(String verb, ResourceType<?> type, String name) {
    if (!ResourceType.all().contains(type)) {
      throw new RefusedException(
          RefusedException.Reason.NOT_IMPLEMENTED,
          """
          cannot %s %s: nothing in the embedded cluster acts on kind %s (%s); it knows %s
          Try: backend k3s (cortex.local.backend=k3s), which is all of Kubernetes."""
              .formatted(
                  verb,
                  name.isEmpty() ? type.plural() : type.kind() + " " + name,
                  type.kind(),
                  type.apiVersion(),
                  ResourceType.all().stream()
                      .map(known -> "%s (%s)".formatted(known.kind(), known.apiVersion()))
                      .collect(Collectors.joining(", "))));
    }
  }

  private void requireNamespace(ResourceType<?> type, HasMetadata object) {
    if (!type.namespaced()) {
      return;
    }
    ObjectKey key = ObjectKey.of(type, object);
    Optional<Namespace> namespace = store.get(ResourceType.NAMESPACE, "", key.namespace());
    if (namespace.isEmpty()) {
      throw new RefusedException(
          RefusedException.Reason.NOT_FOUND,
          "cannot apply %s %s: namespaces \"%s\" not found"
              .formatted(type.kind(), key, key.namespace()));
    }
    if (namespace.get().getMetadata().getDeletionTimestamp() != null
        && store.get(type, key.namespace(), key.name()).isEmpty()) {
      throw new RefusedException(
          RefusedException.Reason.FORBIDDEN,
          ("cannot apply %s %s: %s \"%s\" is forbidden: unable to create new content in"
                  + " namespace %s because it is being terminated")
              .formatted(type.kind(), key, type.plural(), key.name(), key.namespace()));
    }
  }

  private static Deployment scaled(Deployment deployment, int replicas) {
    return Integer.valueOf(replicas).equals(deployment.getSpec().getReplicas())
        ? deployment
        : new DeploymentBuilder(deployment).editSpec().withReplicas(replicas).endSpec().build();
  }

  private static <T extends HasMetadata> T labelled(T object, Map<String, String> labels) {
    Map<String, String> merged = new LinkedHashMap<>(Labels.of(object));
    merged.putAll(labels);
    T copy = ObjectParts.copy(object);
    copy.getMetadata().setLabels(merged);
    return copy;
  }

  @SuppressWarnings("unchecked")
  private <T extends HasMetadata> T established(T object) {
    CustomResourceDefinition definition = (CustomResourceDefinition) object;
    boolean done =
        definition.getStatus() != null
            && definition.getStatus().getConditions() != null
            && definition.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Established"));
    if (done) {
      return object;
    }
    String now = Timestamps.of(clock.instant());
    return (T)
        new CustomResourceDefinitionBuilder(definition)
            .editOrNewStatus()
            .withAcceptedNames(definition.getSpec().getNames())
            .addNewCondition()
            .withType("NamesAccepted")
            .withStatus("True")
            .withReason("NoConflicts")
            .withMessage("no conflicts found")
            .withLastTransitionTime(now)
            .endCondition()
            .addNewCondition()
            .withType("Established")
            .withStatus("True")
            .withReason("InitialNamesAccepted")
            .withMessage("the initial names have been accepted")
            .withLastTransitionTime(now)
            .endCondition()
            .endStatus()
            .build();
  }

  private static RefusedException notFound(
      String verb, ResourceType<?> type, String namespace, String name) {
    String group = type.group().isEmpty() ? "" : "." + type.group();
    return new RefusedException(
        RefusedException.Reason.NOT_FOUND,
        "cannot %s %s %s: %s%s \"%s\" not found"
            .formatted(
                verb,
                type.kind(),
                ObjectKey.of(type, namespace, name),
                type.plural(),
                group,
                name));
  }
}
