package io.cortexlocal.cluster.embedded.kubelet;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The names of Services and the addresses of their ready pods, at one moment. */
final class ServiceNames {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  /** Of each Service the addresses, and the name that a pod there has of its own, or none. */
  private final Map<Service, Map<String, String>> addresses = new TreeMap<>();

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
          Map<String, String> known =
              names.addresses.computeIfAbsent(
                  new Service(slice.getMetadata().getNamespace(), service), key -> new TreeMap<>());
          String hostName = endpoint.getHostname() == null ? "" : endpoint.getHostname();
          endpoint.getAddresses().forEach(address -> known.put(address, hostName));
        }
      }
    }
    return names;
  }

  /**
   * Returns whether a Service's name leads to an address, perhaps among others.
   *
   * @param service its name, or that of a pod below it, such as {@code pod.service}
   */
  boolean lead(String namespace, String service, String address) {
    int dot = service.indexOf('.');
    String hostName = dot < 0 ? "" : service.substring(0, dot);
    String found =
        addresses
            .getOrDefault(new Service(namespace, service.substring(dot + 1)), Map.of())
            .get(address);
    return found != null && (hostName.isEmpty() || hostName.equals(found));
  }

  /**
   * Returns a pod's {@code /etc/hosts}, which begins as the kubelet writes it.
   *
   * @param names of the pod itself
   */
  String hostsFile(String namespace, String names, String address) {
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
            .formatted(address, names)
        + entries.computeIfAbsent(namespace, this::entries);
  }

  private String entries(String namespace) {
    StringBuilder text = new StringBuilder();
    addresses.forEach(
        (service, ready) ->
            ready.forEach(
                (address, hostName) -> {
                  text.append(address).append('\t').append(service.names("", namespace));
                  if (!hostName.isEmpty()) {
                    text.append(' ').append(service.names(hostName + ".", namespace));
                  }
                  text.append('\n');
                }));
    return text.toString();
  }

  private record Service(String namespace, String name) implements Comparable<Service> {

    /** Returns what the cluster's DNS server and the search domains of a namespace make a name. */
    String names(String prefix, String searched) {
      String own = namespace.equals(searched) ? prefix + name + " " : "";
      String qualified = prefix + name + "." + namespace;
      return "%s%s %s.svc %s.svc.cluster.local".formatted(own, qualified, qualified, qualified);
    }

    @Override
    public int compareTo(Service other) {
      int order = namespace.compareTo(other.namespace);
      return order == 0 ? name.compareTo(other.name) : order;
    }
  }
}
