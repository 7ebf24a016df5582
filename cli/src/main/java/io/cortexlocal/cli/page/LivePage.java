package io.cortexlocal.cli.page;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.inflight.InFlightGauges;
import io.cortexlocal.lifecycle.Closer;
import java.net.URI;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/** A page of a running cluster, for a browser of this machine. */
public final class LivePage implements AutoCloseable {

  private final Closer closer;
  private final URI address;

  private LivePage(Closer closer, URI address) {
    this.closer = closer;
    this.address = address;
  }

  /**
   * Serves a cluster's page until it is closed.
   *
   * @param gauges which tell of the requests in flight
   * @param url makes the address of an API from its endpoint
   * @param clock the cluster's
   * @throws io.cortexlocal.cluster.ClusterException when the cluster does not answer, or no port
   *     can be had
   */
  public static LivePage serve(
      Kubernetes kubernetes,
      InFlightGauges gauges,
      UnaryOperator<String> url,
      InstantSource clock) {
    Closer closer = new Closer();
    try {
      News news = new News();
      PageServer server = closer.register(PageServer.start(news));
      closer.register(ClusterNews.tell(kubernetes, gauges, url, news, clock));
      // First of all, so that pages know of the end.
      closer.register(news::close);
      return new LivePage(closer, server.address());
    } catch (RuntimeException | Error e) {
      closer.close();
      throw e;
    }
  }

  /** Returns where it is. */
  public URI address() {
    return address;
  }

  @Override
  public void close() {
    closer.close();
  }
}
