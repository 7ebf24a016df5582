package io.cortexlocal.controlplane;

import io.cortexlocal.istio.Gateway;
import io.cortexlocal.istio.IstioObjects;
import io.cortexlocal.istio.Parsed;
import io.cortexlocal.istio.Snapshot;
import io.cortexlocal.istio.TranslationFinding;
import io.cortexlocal.istio.VirtualService;
import io.cortexlocal.json.Json;
import io.cortexlocal.model.IstioGateway;
import io.cortexlocal.model.IstioResource;
import io.cortexlocal.model.IstioVirtualService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The cluster's objects as istio-lite takes them.
 *
 * @param snapshot of those that could be read
 * @param findings on those that could not
 * @param versions the resource version of each VirtualService in the snapshot, by {@code
 *     namespace/name}
 */
record ClusterObjects(
    Snapshot snapshot, List<TranslationFinding> findings, Map<String, String> versions) {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  static ClusterObjects of(
      Collection<IstioGateway> gateways,
      Collection<IstioVirtualService> virtualServices,
      Collection<Service> services,
      Collection<EndpointSlice> slices) {
    List<TranslationFinding> findings = new ArrayList<>();
    List<Gateway> readGateways = new ArrayList<>();
    for (IstioGateway gateway : gateways) {
      Parsed<Gateway> parsed = IstioObjects.gateway(tree(gateway));
      findings.addAll(parsed.findings());
      parsed.value().ifPresent(readGateways::add);
    }
    List<VirtualService> readVirtualServices = new ArrayList<>();
    Map<String, String> versions = new TreeMap<>();
    for (IstioVirtualService virtualService : virtualServices) {
      Parsed<VirtualService> parsed = IstioObjects.virtualService(tree(virtualService));
      findings.addAll(parsed.findings());
      parsed.value().ifPresent(readVirtualServices::add);
      if (parsed.value().isPresent()) {
        versions.put(name(virtualService), virtualService.getMetadata().getResourceVersion());
      }
    }
    Snapshot snapshot =
        new Snapshot(
            readGateways,
            readVirtualServices,
            services.stream().map(ClusterObjects::service).toList(),
            slices.stream().flatMap(slice -> endpoints(slice).stream()).toList());
    return new ClusterObjects(snapshot, List.copyOf(findings), versions);
  }

  /** Returns what Envoy has taken up once it runs this snapshot. */
  RoutesApplied applied() {
    Map<String, Set<String>> endpoints = new TreeMap<>();
    for (Snapshot.Endpoint endpoint : snapshot.endpoints()) {
      if (endpoint.ready()) {
        endpoints
            .computeIfAbsent(
                endpoint.namespace() + "/" + endpoint.service(), service -> new TreeSet<>())
            .add(endpoint.address() + ":" + endpoint.port());
      }
    }
    return new RoutesApplied(versions, endpoints);
  }

  private static Snapshot.Service service(Service service) {
    return new Snapshot.Service(
        service.getMetadata().getNamespace(),
        service.getMetadata().getName(),
        orNone(service.getSpec().getPorts()).stream()
            .map(port -> new Snapshot.ServicePort(orEmpty(port.getName()), port.getPort()))
            .toList());
  }

  private static List<Snapshot.Endpoint> endpoints(EndpointSlice slice) {
    List<Snapshot.Endpoint> endpoints = new ArrayList<>();
    Map<String, String> labels = slice.getMetadata().getLabels();
    String service = labels == null ? null : labels.get(SERVICE_NAME);
    if (service == null) {
      return endpoints;
    }
    for (Endpoint endpoint : orNone(slice.getEndpoints())) {
      for (EndpointPort port : orNone(slice.getPorts())) {
        for (String address : orNone(endpoint.getAddresses())) {
          endpoints.add(
              new Snapshot.Endpoint(
                  slice.getMetadata().getNamespace(),
                  service,
                  orEmpty(port.getName()),
                  address,
                  port.getPort(),
                  isReady(endpoint)));
        }
      }
    }
    return endpoints;
  }

  /** A Service without pods has a slice in which the lists are null. */
  private static <T> List<T> orNone(List<T> list) {
    return list == null ? List.of() : list;
  }

  /** An absent condition means ready, as Kubernetes defines it. */
  private static boolean isReady(Endpoint endpoint) {
    return endpoint.getConditions() == null
        || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }

  private static Map<String, Object> tree(IstioResource object) {
    ObjectMeta metadata = object.getMetadata();
    Map<String, Object> tree = new LinkedHashMap<>(object.getAdditionalProperties());
    tree.put(
        "metadata",
        Json.object(
            "name", metadata.getName(),
            "namespace", metadata.getNamespace(),
            "creationTimestamp", metadata.getCreationTimestamp()));
    return tree;
  }
}
