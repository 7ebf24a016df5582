package io.cortexlocal.istio;

import java.util.List;

/** Everything that the gateway's configuration is made of, at one moment. */
public record Snapshot(
    List<Gateway> gateways,
    List<VirtualService> virtualServices,
    List<Service> services,
    List<Endpoint> endpoints) {

  /** A Service of Kubernetes, with the ports that it has. */
  public record Service(String namespace, String name, List<ServicePort> ports) {

    /** As destinations name it. */
    public String host() {
      return name + "." + namespace + ".svc.cluster.local";
    }
  }

  /**
   * A port of a Service.
   *
   * @param name decides the protocol, as in Istio: {@code http2}, {@code grpc} and those followed
   *     by a dash mean HTTP/2, all else HTTP/1.1; empty when it has none
   */
  public record ServicePort(String name, int port) {}

  /**
   * One address behind a port of a Service, from an EndpointSlice.
   *
   * @param namespace and {@code service} name the Service
   * @param portName the name of the Service's port
   * @param address of the pod
   * @param port of the pod
   * @param ready whether requests may go there
   */
  public record Endpoint(
      String namespace, String service, String portName, String address, int port, boolean ready) {}
}
