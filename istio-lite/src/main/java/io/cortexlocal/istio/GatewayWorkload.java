package io.cortexlocal.istio;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pods, or the process, that run the gateway.
 *
 * @param labels that a Gateway's selector is matched against
 * @param listeners the Gateway's port to the addresses that are bound for it, at least one; a
 *     Gateway's port that is not there is a finding
 * @param directory of the configuration files
 */
public record GatewayWorkload(
    Map<String, String> labels, Map<Integer, List<ListenAddress>> listeners, Path directory) {

  /** A workload with one address for each port. */
  public static GatewayWorkload of(
      Map<String, String> labels, Map<Integer, Tcp> listeners, Path directory) {
    Map<Integer, List<ListenAddress>> lists = new HashMap<>();
    listeners.forEach((port, address) -> lists.put(port, List.of(address)));
    return new GatewayWorkload(labels, lists, directory);
  }

  /** Where requests for a Gateway's port arrive. */
  public sealed interface ListenAddress {}

  /**
   * An address to bind.
   *
   * @param port 0 takes a free one
   * @param networkNamespace a file of the network namespace to bind it in, in place of Envoy's own;
   *     Envoy needs CAP_SYS_ADMIN there
   */
  public record Tcp(String address, int port, Optional<Path> networkNamespace)
      implements ListenAddress {

    public Tcp(String address, int port) {
      this(address, port, Optional.empty());
    }
  }

  /**
   * A unix socket. Its connections begin with a header of the PROXY protocol, which says where they
   * come from.
   *
   * @param path at most 107 bytes
   */
  public record ProxiedSocket(Path path) implements ListenAddress {}
}
