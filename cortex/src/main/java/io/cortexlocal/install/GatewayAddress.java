package io.cortexlocal.install;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.http.PlainHttp;
import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The way from this machine to the gateway, which is open some time after the gateway's pod is. */
final class GatewayAddress {

  private static final Duration ATTEMPT = Duration.ofSeconds(2);
  private static final long PAUSE_MILLIS = 50;

  private GatewayAddress() {}

  /** The client for it; the first one of a JVM takes more than a tenth of a second to make. */
  static HttpClient client() {
    return PlainHttp.client().connectTimeout(ATTEMPT).build();
  }

  /**
   * Waits until the gateway answers a request, with whatever status.
   *
   * @throws ClusterException when the deadline passes
   */
  static void await(Cluster cluster, HttpClient client, Deadline deadline)
      throws InterruptedException {
    URI address = cluster.gateway();
    HttpRequest request = HttpRequest.newBuilder(address.resolve("/")).timeout(ATTEMPT).build();
    IOException last = null;
    while (!deadline.passed()) {
      try {
        client.send(request, HttpResponse.BodyHandlers.discarding());
        return;
      } catch (IOException e) {
        last = e;
      }
      cluster.requireAlive();
      // The node's packet filter tells nobody when it has taken up a Service.
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    throw new ClusterException(
        "the gateway's pod is ready, but %s did not answer within %s"
            .formatted(address, deadline.budget()),
        last);
  }
}
