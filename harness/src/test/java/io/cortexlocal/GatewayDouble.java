package io.cortexlocal;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.PodConditions;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.controlplane.RoutesApplied;
import io.cortexlocal.install.GatewayPod;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A gateway that routes nothing: its pod says that it has taken up each VirtualService, and the
 * addresses of each Service's ready pods, as soon as they are there.
 */
final class GatewayDouble implements AutoCloseable {

  private static final String POD = "gateway";

  private final InMemoryCluster cluster;
  private final Closer watches = new Closer();
  private final Map<String, String> routes = new TreeMap<>();
  private final Map<String, EndpointSlice> slices = new HashMap<>();

  private GatewayDouble(InMemoryCluster cluster) {
    this.cluster = cluster;
  }

  /** Starts the gateway's pod, and waits until its containers run. */
  static GatewayDouble in(InMemoryCluster cluster) {
    GatewayDouble gateway = new GatewayDouble(cluster);
    Kubernetes kubernetes = cluster.kubernetes();
    kubernetes.apply(
        ResourceType.NAMESPACE,
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(Names.ISTIO_NAMESPACE)
            .endMetadata()
            .build());
    kubernetes.apply(
        ResourceType.POD,
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(Names.ISTIO_NAMESPACE)
            .withName(POD)
            .addToLabels("istio", Names.GATEWAY_WORKLOAD)
            .endMetadata()
            .withNewSpec()
            .withContainers(
                container(GatewayPod.CONTROL_PLANE_CONTAINER),
                container(GatewayPod.ENVOY_CONTAINER))
            .endSpec()
            .build());
    cluster.await(
        "the gateway is Ready",
        () ->
            kubernetes
                .get(ResourceType.POD, Names.ISTIO_NAMESPACE, POD)
                .filter(PodConditions::isReady)
                .isPresent());
    gateway.watches.register(
        kubernetes.watch(
            ResourceType.VIRTUAL_SERVICE, Optional.empty(), Map.of(), gateway::routeChanged));
    gateway.watches.register(
        kubernetes.watch(
            ResourceType.ENDPOINT_SLICE, Optional.empty(), Map.of(), gateway::sliceChanged));
    return gateway;
  }

  /** Writes a line to the log of its Envoy. */
  void envoyLine(String line) {
    cluster.node().write(POD, GatewayPod.ENVOY_CONTAINER, line);
  }

  /** Returns who reads that log. */
  ScriptedKubernetes.Followed follower(ScriptedKubernetes kubernetes) {
    return kubernetes.followed(Names.ISTIO_NAMESPACE, POD, GatewayPod.ENVOY_CONTAINER);
  }

  private static Container container(String name) {
    return new ContainerBuilder().withName(name).withImage("example/" + name).build();
  }

  private synchronized void routeChanged(Change<IstioVirtualService> change) {
    IstioVirtualService route = change.object();
    if (change instanceof Change.Deleted<IstioVirtualService>) {
      routes.remove(name(route));
    } else {
      routes.put(name(route), route.getMetadata().getResourceVersion());
    }
    say();
  }

  private synchronized void sliceChanged(Change<EndpointSlice> change) {
    if (change instanceof Change.Deleted<EndpointSlice>) {
      slices.remove(name(change.object()));
    } else {
      slices.put(name(change.object()), change.object());
    }
    say();
  }

  private void say() {
    Map<String, Set<String>> endpoints =
        slices.values().stream()
            .collect(Collectors.toMap(GatewayDouble::service, GatewayDouble::ready));
    cluster
        .node()
        .write(
            POD, GatewayPod.CONTROL_PLANE_CONTAINER, new RoutesApplied(routes, endpoints).line());
  }

  private static Set<String> ready(EndpointSlice slice) {
    return slice.getEndpoints().stream()
        .filter(endpoint -> Boolean.TRUE.equals(endpoint.getConditions().getReady()))
        .map(endpoint -> endpoint.getAddresses().get(0) + ":" + Names.PROXY_PORT)
        .collect(Collectors.toSet());
  }

  private static String service(EndpointSlice slice) {
    return slice.getMetadata().getNamespace()
        + "/"
        + slice.getMetadata().getLabels().get("kubernetes.io/service-name");
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }

  @Override
  public void close() {
    watches.close();
  }
}
