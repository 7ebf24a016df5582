package io.cortexlocal.cluster;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.model.IstioGateway;
import io.cortexlocal.model.IstioVirtualService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import java.util.List;
import java.util.Objects;
import org.apiguardian.api.API;

/** A kind of Kubernetes object. Two are equal when all is equal that they say. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ResourceType<T extends HasMetadata> {

  public static final ResourceType<Pod> POD =
      new ResourceType<>("v1", "Pod", "pods", true, Pod.class);
  public static final ResourceType<Service> SERVICE =
      new ResourceType<>("v1", "Service", "services", true, Service.class);
  public static final ResourceType<ConfigMap> CONFIG_MAP =
      new ResourceType<>("v1", "ConfigMap", "configmaps", true, ConfigMap.class);
  public static final ResourceType<Secret> SECRET =
      new ResourceType<>("v1", "Secret", "secrets", true, Secret.class);
  public static final ResourceType<Event> EVENT =
      new ResourceType<>("v1", "Event", "events", true, Event.class);
  public static final ResourceType<ServiceAccount> SERVICE_ACCOUNT =
      new ResourceType<>("v1", "ServiceAccount", "serviceaccounts", true, ServiceAccount.class);
  public static final ResourceType<Namespace> NAMESPACE =
      new ResourceType<>("v1", "Namespace", "namespaces", false, Namespace.class);
  public static final ResourceType<Node> NODE =
      new ResourceType<>("v1", "Node", "nodes", false, Node.class);
  public static final ResourceType<Deployment> DEPLOYMENT =
      new ResourceType<>("apps/v1", "Deployment", "deployments", true, Deployment.class);
  public static final ResourceType<EndpointSlice> ENDPOINT_SLICE =
      new ResourceType<>(
          "discovery.k8s.io/v1", "EndpointSlice", "endpointslices", true, EndpointSlice.class);
  public static final ResourceType<IstioGateway> GATEWAY =
      new ResourceType<>(
          "networking.istio.io/v1beta1", "Gateway", "gateways", true, IstioGateway.class);
  public static final ResourceType<IstioVirtualService> VIRTUAL_SERVICE =
      new ResourceType<>(
          "networking.istio.io/v1beta1",
          "VirtualService",
          "virtualservices",
          true,
          IstioVirtualService.class);

  public static final ResourceType<CustomResourceDefinition> CUSTOM_RESOURCE_DEFINITION =
      new ResourceType<>(
          "apiextensions.k8s.io/v1",
          "CustomResourceDefinition",
          "customresourcedefinitions",
          false,
          CustomResourceDefinition.class);
  public static final ResourceType<ClusterRole> CLUSTER_ROLE =
      new ResourceType<>(
          "rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", false, ClusterRole.class);
  public static final ResourceType<ClusterRoleBinding> CLUSTER_ROLE_BINDING =
      new ResourceType<>(
          "rbac.authorization.k8s.io/v1",
          "ClusterRoleBinding",
          "clusterrolebindings",
          false,
          ClusterRoleBinding.class);

  private static final List<ResourceType<?>> ALL =
      List.of(
          POD,
          SERVICE,
          CONFIG_MAP,
          SECRET,
          EVENT,
          SERVICE_ACCOUNT,
          NAMESPACE,
          NODE,
          DEPLOYMENT,
          ENDPOINT_SLICE,
          GATEWAY,
          VIRTUAL_SERVICE,
          CUSTOM_RESOURCE_DEFINITION,
          CLUSTER_ROLE,
          CLUSTER_ROLE_BINDING);

  private final String apiVersion;
  private final String kind;
  private final String plural;
  private final boolean namespaced;
  private final Class<T> type;

  /**
   * Names a kind.
   *
   * @param apiVersion group and version, such as {@code apps/v1}; {@code v1} for the core group
   * @param kind such as {@code Deployment}
   * @param plural as in the API's paths, such as {@code deployments}
   * @param namespaced whether its objects live in a namespace
   * @param type the model class
   */
  public ResourceType(
      String apiVersion, String kind, String plural, boolean namespaced, Class<T> type) {
    this.apiVersion = requireNonNull(apiVersion, "apiVersion");
    this.kind = requireNonNull(kind, "kind");
    this.plural = requireNonNull(plural, "plural");
    this.namespaced = namespaced;
    this.type = requireNonNull(type, "type");
  }

  /** Returns group and version, such as {@code apps/v1}; {@code v1} for the core group. */
  public String apiVersion() {
    return apiVersion;
  }

  /** Returns the kind, such as {@code Deployment}. */
  public String kind() {
    return kind;
  }

  /** Returns its name in the API's paths, such as {@code deployments}. */
  public String plural() {
    return plural;
  }

  /** Returns whether its objects live in a namespace. */
  public boolean namespaced() {
    return namespaced;
  }

  /** Returns the model class. */
  public Class<T> type() {
    return type;
  }

  /** Returns every type. */
  public static List<ResourceType<?>> all() {
    return ALL;
  }

  /**
   * Returns the type of an object.
   *
   * @throws IllegalArgumentException naming the kind, when the harness does not know it
   */
  @SuppressWarnings("unchecked")
  public static <T extends HasMetadata> ResourceType<T> of(T object) {
    return (ResourceType<T>)
        ALL.stream()
            .filter(
                type ->
                    type.kind.equals(object.getKind())
                        && type.apiVersion.equals(object.getApiVersion()))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "objects of kind %s (%s) are not known here"
                            .formatted(object.getKind(), object.getApiVersion())));
  }

  /** Returns the API group, empty for the core group. */
  public String group() {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  /** Returns the version within the group. */
  public String version() {
    return apiVersion.substring(apiVersion.indexOf('/') + 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResourceType<?> that
        && apiVersion.equals(that.apiVersion)
        && kind.equals(that.kind)
        && plural.equals(that.plural)
        && namespaced == that.namespaced
        && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return Objects.hash(apiVersion, kind, plural, namespaced, type);
  }

  @Override
  public String toString() {
    return apiVersion + " " + kind;
  }
}
