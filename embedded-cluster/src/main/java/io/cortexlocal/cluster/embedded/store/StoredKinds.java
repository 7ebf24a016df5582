package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What the API server stores: a row for each kind. */
final class StoredKinds {

  private static final Map<ResourceType<?>, KindTraits<?>> ALL =
      List.of(
              KindTraits.data(ResourceType.POD)
                  .reporting(Pod::getStatus, Pod::setStatus)
                  .generations(ObjectParts::isNewPod)
                  .filledBy(Defaults::pod)
                  .without(MissingFeatures::ofPod)
                  .checkedBy(PodRules::check),
              KindTraits.data(ResourceType.DEPLOYMENT)
                  .reporting(Deployment::getStatus, Deployment::setStatus)
                  .generations(ObjectParts::isNewDeployment)
                  .leaving(Defaults::leaveReplicas)
                  .filledBy(Defaults::deployment)
                  .without(MissingFeatures::ofDeployment)
                  .checkedBy(DeploymentRules::check),
              KindTraits.data(ResourceType.SERVICE)
                  .reporting(Service::getStatus, Service::setStatus)
                  .filledBy(Defaults::service)
                  .without(MissingFeatures::ofService)
                  .named(NameRules::dns1035Label)
                  .checkedBy(ServiceRules::check),
              KindTraits.data(ResourceType.CUSTOM_RESOURCE_DEFINITION)
                  .reporting(
                      CustomResourceDefinition::getStatus, CustomResourceDefinition::setStatus)
                  .generations(
                      (before, after) -> !Objects.equals(before.getSpec(), after.getSpec())),
              KindTraits.data(ResourceType.NODE).given(Node::getStatus, Node::setStatus),
              KindTraits.data(ResourceType.NAMESPACE)
                  .given(Namespace::getStatus, Namespace::setStatus)
                  .filledBy(Defaults::namespace)
                  .named(NameRules::label),
              KindTraits.data(ResourceType.ENDPOINT_SLICE)
                  .generations(ObjectParts::isNewEndpointSlice),
              KindTraits.data(ResourceType.GATEWAY)
                  .given(ObjectParts::istioStatus, ObjectParts::setIstioStatus)
                  .generations(ObjectParts::isNewIstio),
              KindTraits.data(ResourceType.VIRTUAL_SERVICE)
                  .given(ObjectParts::istioStatus, ObjectParts::setIstioStatus)
                  .generations(ObjectParts::isNewIstio),
              KindTraits.data(ResourceType.CONFIG_MAP),
              KindTraits.data(ResourceType.SECRET)
                  .filledBy(Defaults::secret)
                  .checkedBy(SecretRules::check),
              KindTraits.data(ResourceType.EVENT),
              KindTraits.data(ResourceType.SERVICE_ACCOUNT),
              KindTraits.data(ResourceType.CLUSTER_ROLE).named(StoredKinds::anyName),
              KindTraits.data(ResourceType.CLUSTER_ROLE_BINDING).named(StoredKinds::anyName))
          .stream()
          .collect(
              Collectors.toMap(
                  KindTraits::type,
                  row -> row,
                  (one, other) -> {
                    throw new IllegalStateException(one.type() + " has two rows");
                  },
                  LinkedHashMap::new));

  private StoredKinds() {}

  /** Returns every row. */
  static List<KindTraits<?>> all() {
    return List.copyOf(ALL.values());
  }

  /**
   * Returns the row of a kind.
   *
   * @throws IllegalArgumentException when it has none
   */
  @SuppressWarnings("unchecked")
  static <T extends HasMetadata> KindTraits<T> of(ResourceType<T> type) {
    KindTraits<?> row = ALL.get(type);
    if (row == null) {
      throw new IllegalArgumentException(
          "objects of kind %s (%s) have no row among the stored kinds"
              .formatted(type.kind(), type.apiVersion()));
    }
    return (KindTraits<T>) row;
  }

  /** Names of RBAC objects may have any characters. */
  private static void anyName(String path, String name, FieldErrors errors) {}
}
