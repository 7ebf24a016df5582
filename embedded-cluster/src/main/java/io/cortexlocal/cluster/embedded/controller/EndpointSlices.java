package io.cortexlocal.cluster.embedded.controller;

import io.cortexlocal.cluster.PodConditions;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The addresses of the pods behind a Service. */
final class EndpointSlices {

  static final String SERVICE_NAME = "kubernetes.io/service-name";
  static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  static final String CONTROLLER = "endpointslice-controller.k8s.io";

  private EndpointSlices() {}

  /**
   * Returns the slices of a Service: one, unless a named port is another number in some pods.
   *
   * @param pods that the Service selects
   */
  static List<EndpointSlice> of(Service service, Collection<Pod> pods) {
    Map<List<EndpointPort>, List<Endpoint>> byPorts = new LinkedHashMap<>();
    for (Pod pod : pods) {
      if (hasAddress(pod) && ReplicaPods.exists(pod)) {
        byPorts
            .computeIfAbsent(ports(service, pod), ports -> new ArrayList<>())
            .add(endpoint(service, pod));
      }
    }
    if (byPorts.isEmpty()) {
      byPorts.put(List.of(), List.of());
    }
    List<EndpointSlice> slices = new ArrayList<>();
    byPorts.forEach(
        (ports, endpoints) -> slices.add(slice(service, slices.size(), ports, endpoints)));
    return slices;
  }

  private static EndpointSlice slice(
      Service service, int number, List<EndpointPort> ports, List<Endpoint> endpoints) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withName(name(service, number))
        .withNamespace(service.getMetadata().getNamespace())
        .withLabels(service.getMetadata().getLabels())
        .addToLabels(SERVICE_NAME, service.getMetadata().getName())
        .addToLabels(MANAGED_BY, CONTROLLER)
        .addNewOwnerReference()
        .withApiVersion(service.getApiVersion())
        .withKind(service.getKind())
        .withName(service.getMetadata().getName())
        .withUid(service.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .endOwnerReference()
        .endMetadata()
        .withAddressType("IPv4")
        .withPorts(ports)
        .withEndpoints(endpoints)
        .build();
  }

  /** The letters follow from the Service's uid, so that a slice keeps its name. */
  private static String name(Service service, int number) {
    long seed = service.getMetadata().getUid().hashCode() + ((long) number << Integer.SIZE);
    return PodTemplates.generated(
        service.getMetadata().getName() + "-", new SplittableRandom(seed));
  }

  private static boolean hasAddress(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getPodIP() != null
        && !pod.getStatus().getPodIP().isEmpty();
  }

  private static Endpoint endpoint(Service service, Pod pod) {
    boolean terminating = pod.getMetadata().getDeletionTimestamp() != null;
    boolean serving =
        PodConditions.isReady(pod)
            || Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
    return new EndpointBuilder()
        .withAddresses(pod.getStatus().getPodIP())
        .withNewConditions()
        .withReady(serving && !terminating)
        .withServing(serving)
        .withTerminating(terminating)
        .endConditions()
        .withHostname(hostName(service, pod))
        .withNodeName(pod.getSpec().getNodeName())
        .withNewTargetRef()
        .withKind("Pod")
        .withNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .withUid(pod.getMetadata().getUid())
        .endTargetRef()
        .build();
  }

  /** A pod has a name of its own below that of the Service which it names as its subdomain. */
  private static @Nullable String hostName(Service service, Pod pod) {
    String name = pod.getSpec().getHostname();
    return name != null
            && !name.isEmpty()
            && service.getMetadata().getName().equals(pod.getSpec().getSubdomain())
        ? name
        : null;
  }

  private static List<EndpointPort> ports(Service service, Pod pod) {
    List<EndpointPort> ports = new ArrayList<>();
    for (ServicePort port : service.getSpec().getPorts()) {
      String protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
      target(port, protocol, pod)
          .ifPresent(
              number ->
                  ports.add(
                      new EndpointPortBuilder()
                          .withName(port.getName() == null ? "" : port.getName())
                          .withProtocol(protocol)
                          .withAppProtocol(port.getAppProtocol())
                          .withPort(number)
                          .build()));
    }
    return ports;
  }

  private static Optional<Integer> target(ServicePort port, String protocol, Pod pod) {
    IntOrString target = port.getTargetPort();
    if (target == null || (target.getStrVal() == null && target.getIntVal() == 0)) {
      return Optional.of(port.getPort());
    }
    if (target.getStrVal() == null) {
      return Optional.of(target.getIntVal());
    }
    for (Container container : pod.getSpec().getContainers()) {
      for (ContainerPort declared : container.getPorts()) {
        String declaredProtocol = declared.getProtocol() == null ? "TCP" : declared.getProtocol();
        if (target.getStrVal().equals(declared.getName()) && protocol.equals(declaredProtocol)) {
          return Optional.of(declared.getContainerPort());
        }
      }
    }
    return Optional.empty();
  }
}
