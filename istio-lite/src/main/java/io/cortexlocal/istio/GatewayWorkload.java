package io.cortexlocal.istio;

import java.nio.file.Path;
import java.util.Map;

/**
 * The pods, or the process, that run the gateway.
 *
 * @param labels that a Gateway's selector is matched against
 * @param listeners the Gateway's port to the address that is bound for it; a Gateway's port that is
 *     not there is a finding
 * @param directory of the configuration files
 */
public record GatewayWorkload(
    Map<String, String> labels, Map<Integer, ListenAddress> listeners, Path directory) {

  /** An address to bind; port 0 takes a free one. */
  public record ListenAddress(String address, int port) {}
}
