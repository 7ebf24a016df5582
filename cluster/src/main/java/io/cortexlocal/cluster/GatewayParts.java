package io.cortexlocal.cluster;

import java.util.List;
import org.apiguardian.api.API;

/**
 * What the gateway's pod is made of in a cluster.
 *
 * @param envoy the image that holds {@code envoy} and bash
 * @param programs the image that runs a {@link Program}, whose name is the first argument
 * @param addresses at which Envoy is to listen besides its pod's port, so that clients on this
 *     machine reach it; arguments of the control plane
 */
@API(status = API.Status.INTERNAL)
public record GatewayParts(String envoy, String programs, List<String> addresses) {

  public GatewayParts {
    addresses = List.copyOf(addresses);
  }

  /** The parts in a cluster that has a way of its own from this machine to a pod's port. */
  public GatewayParts(String envoy, String programs) {
    this(envoy, programs, List.of());
  }
}
