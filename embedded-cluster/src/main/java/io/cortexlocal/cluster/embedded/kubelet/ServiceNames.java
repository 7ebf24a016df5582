package io.cortexlocal.cluster.embedded.kubelet;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The names of Services and the addresses of their ready pods, at one moment. */
final class ServiceNames {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  private final Map<Service, Set<String>> addresses = new TreeMap<>();
  private final Map<String, String> entries = new ConcurrentHashMap<>();

  private ServiceNames() {}

  /** Reads the names from all EndpointSlices. An absent condition means ready, as in Kubernetes. */
  static ServiceNames of(List<EndpointSlice> slices) {
    ServiceNames names = new ServiceNames();
    for (EndpointSlice slice : slices) {
      Map<String, String> labels = slice.getMetadata().getLabels();
      String service = labels == null ? null : labels.get(SERVICE_NAME);
      if (service == null || slice.getEndpoints() == null) {
        continue;
      }
      for (Endpoint endpoint : slice.getEndpoints()) {
        boolean ready =
            endpoint.getConditions() == null
                || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
        if (ready && endpoint.getAddresses() != null) {
          names
              .addresses
              .computeIfAbsent(
                  new Service(slice.getMetadata().getNamespace(), service), key -> new TreeSet<>())
              .addAll(endpoint.getAddresses());
        }
      }
    }
    return names;
  }

  /** Returns whether a Service's name leads to an address, perhaps among others. */
  boolean lead(String namespace, String service, String address) {
    return addresses.getOrDefault(new Service(namespace, service), Set.of()).contains(address);
  }

  /** Returns a pod's {@code /etc/hosts}, which begins as the kubelet writes it. */
  String hostsFile(String namespace, String pod, String address) {
    return """
        # Kubernetes-managed hosts file.
        127.0.0.1\tlocalhost
        ::1\tlocalhost ip6-localhost ip6-loopback
        fe00::0\tip6-localnet
        fe00::0\tip6-mcastprefix
        fe00::1\tip6-allnodes
        fe00::2\tip6-allrouters
        %s\t%s
        """
            .formatted(address, pod)
        + entries.computeIfAbsent(namespace, this::entries);
  }

  private String entries(String namespace) {
    StringBuilder text = new StringBuilder();
    addresses.forEach(
        (service, ready) -> {
          String own = service.namespace().equals(namespace) ? service.name() + " " : "";
          String qualified = service.name() + "." + service.namespace();
          for (String address : ready) {
            text.append(
                "%s\t%s%s %s.svc %s.svc.cluster.local\n"
                    .formatted(address, own, qualified, qualified, qualified));
          }
        });
    return text.toString();
  }

  private record Service(String namespace, String name) implements Comparable<Service> {

    @Override
    public int compareTo(Service other) {
      int order = namespace.compareTo(other.namespace);
      return order == 0 ? name.compareTo(other.name) : order;
    }
  }
}
