package io.cortexlocal;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.deploy.DeployedSplitter;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import io.cortexlocal.traffic.GatewayClient;
import io.cortexlocal.traffic.TrafficException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apiguardian.api.API;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TrafficSplitter that is deployed: one endpoint whose requests its targets share by their
 * weights. What the targets do with them is on the timelines of the targets.
 *
 * <p>Its endpoint is matched exactly, as in Cortex: a path below it is answered with 404. Safe for
 * use by several threads.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TrafficSplitter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TrafficSplitter.class);

  private final DeployedSplitter deployed;
  private final GatewayClient client;
  private final AtomicBoolean closed;
  private final Optional<String> owner;

  TrafficSplitter(DeployedSplitter deployed, GatewayClient client) {
    this.deployed = deployed;
    this.client = client;
    this.closed = new AtomicBoolean();
    this.owner = Optional.empty();
  }

  private TrafficSplitter(TrafficSplitter splitter, String owner) {
    this.deployed = splitter.deployed;
    this.client = splitter.client;
    this.closed = splitter.closed;
    this.owner = Optional.of(owner);
  }

  /**
   * Returns this TrafficSplitter for those who do not own it: they cannot close it.
   *
   * @param owner who takes it out of the cluster, and when, for the message
   */
  public TrafficSplitter lentBy(String owner) {
    return new TrafficSplitter(this, requireNonNull(owner, "owner"));
  }

  /** Returns the TrafficSplitter's name. */
  public String name() {
    return deployed.config().name();
  }

  /** Returns its address at the gateway, for clients on this machine. */
  public URI url() {
    return client.uri(deployed.config().endpoint());
  }

  /** Returns the names of the APIs that share its requests, and of its shadow, as in the file. */
  public List<String> targets() {
    return deployed.config().apis().stream().map(target -> target.name()).toList();
  }

  /**
   * Sends a GET request.
   *
   * @param path what follows the endpoint: empty, or starting with a question mark; with a slash it
   *     is not found
   * @throws TrafficException when there is no answer in time
   */
  public ApiResponse get(String path) {
    return send(ApiRequest.get(path));
  }

  /**
   * Sends a POST request with a text, as UTF-8 and without a content type.
   *
   * @param path as for {@link #get}
   * @throws TrafficException when there is no answer in time
   */
  public ApiResponse post(String path, String body) {
    return send(ApiRequest.post(path, body));
  }

  /**
   * Sends a request, and waits for its answer.
   *
   * @throws TrafficException when there is none in time
   */
  public ApiResponse send(ApiRequest request) {
    try {
      return sendAsync(request).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TrafficException failure) {
        // The test's own line is to be on the stack, and not the client's thread.
        throw new TrafficException(failure.getMessage(), failure.getCause());
      }
      throw e;
    }
  }

  /** Sends a request. The future fails with a {@link TrafficException} without an answer. */
  public CompletableFuture<ApiResponse> sendAsync(ApiRequest request) {
    requireNonNull(request, "request");
    return client.send(deployed.config().endpoint(), request, response -> {});
  }

  /**
   * Takes the TrafficSplitter out of the cluster, and leaves its targets, unless it was deployed
   * once more since: it then belongs to the newer deployment. Does so once.
   *
   * @throws IllegalStateException when the one who calls does not own it: a TrafficSplitter that
   *     {@code @CortexApi} deployed is taken out after the class's last test. Never throws
   *     otherwise
   */
  @Override
  public void close() {
    if (owner.isPresent()) {
      throw new IllegalStateException(
          "TrafficSplitter %s cannot be closed here: %s. Try: one of your own, by deploy(…) of a CortexLocal"
              .formatted(name(), owner.get()));
    }
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      deployed.close();
    } catch (ClusterException e) {
      LOG.warn("could not take {} out of the cluster", name(), e);
    }
  }

  @Override
  public String toString() {
    return "TrafficSplitter " + name();
  }
}
