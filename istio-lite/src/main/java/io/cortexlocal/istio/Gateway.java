package io.cortexlocal.istio;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What istio-lite understands of {@code networking.istio.io} Gateway.
 *
 * @param selector labels that the pods of the gateway workload must have
 */
public record Gateway(
    String namespace, String name, Map<String, String> selector, List<Server> servers) {

  /**
   * One port of the gateway.
   *
   * @param port as clients of the gateway's Service see it
   * @param name of the port
   * @param tls present for protocol HTTPS
   * @param hosts that it serves; {@code *} for all
   */
  public record Server(int port, String name, Optional<Tls> tls, List<String> hosts) {}

  /** TLS termination (mode SIMPLE) with files of the gateway's pod. */
  public record Tls(String serverCertificate, String privateKey) {}

  /** As VirtualServices name it: {@code namespace/name}. */
  public String qualifiedName() {
    return namespace + "/" + name;
  }
}
