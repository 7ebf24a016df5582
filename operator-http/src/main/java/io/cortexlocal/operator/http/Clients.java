package io.cortexlocal.operator.http;

import io.cortexlocal.workload.Names;
import java.net.URI;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Where the clients of a connection are, which decides what they may call the operator, and which
 * addresses lead somewhere for them.
 *
 * @param names that the operator has there
 * @param byAddress whether any IP address is a name of it too
 * @param operator its own address
 * @param url makes the address of an API from its endpoint
 */
record Clients(List<String> names, boolean byAddress, String operator, UnaryOperator<String> url) {

  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

  private static final List<String> SERVICE =
      List.of(
          "operator",
          "operator." + Names.NAMESPACE,
          "operator." + Names.NAMESPACE + ".svc",
          "operator." + Names.NAMESPACE + ".svc.cluster.local");

  private static final String GATEWAY =
      "http://%s.%s.svc.cluster.local".formatted(Names.GATEWAY_WORKLOAD, Names.ISTIO_NAMESPACE);

  /** Those that reach the operator's port of the loopback interface. */
  static Clients onThisMachine(URI operator, UnaryOperator<String> url) {
    return new Clients(List.of("127.0.0.1", "localhost"), false, operator.toString(), url);
  }

  /**
   * Those that a relay in the cluster carries. Cortex tells them, too, of the load balancer, which
   * pods reach; here they reach the gateway by its Service alone.
   */
  static Clients inPods() {
    return new Clients(
        SERVICE,
        true,
        "http://%s:8888".formatted(SERVICE.get(SERVICE.size() - 1)),
        endpoint -> GATEWAY + endpoint);
  }

  /**
   * Returns whether they may call the operator so. A page in a browser of this machine may reach
   * its ports under a name of its own, though never under an address of others.
   */
  boolean mayCallIt(String name) {
    return names.contains(name) || (byAddress && IP_ADDRESS.matcher(name).matches());
  }
}
