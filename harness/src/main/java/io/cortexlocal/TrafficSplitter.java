package io.cortexlocal;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.deploy.DeployedSplitter;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import io.cortexlocal.traffic.GatewayClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apiguardian.api.API;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TrafficSplitter that is deployed: one endpoint whose requests its targets share by their
 * weights. What the targets do with them is on the timelines of the targets.
 *
 * <p>Its endpoint is matched exactly, as in Cortex: a path is empty or starts with a question mark,
 * and one that starts with a slash is answered with 404. Safe for use by several threads.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TrafficSplitter implements ApiEndpoint, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TrafficSplitter.class);

  private final DeployedSplitter deployed;
  private final GatewayClient client;
  private final ApiOrigin origin;
  private final List<TrafficSplitter> redeployed;
  private final AtomicBoolean closed;
  private final Optional<String> owner;

  TrafficSplitter(DeployedSplitter deployed, GatewayClient client, ApiOrigin origin) {
    this.deployed = deployed;
    this.client = client;
    this.origin = origin;
    this.redeployed = new CopyOnWriteArrayList<>();
    this.closed = new AtomicBoolean();
    this.owner = Optional.empty();
  }

  private TrafficSplitter(TrafficSplitter splitter, String owner) {
    this.deployed = splitter.deployed;
    this.client = splitter.client;
    this.origin = splitter.origin;
    this.redeployed = splitter.redeployed;
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

  @Override
  public URI url() {
    return client.uri(deployed.config().endpoint());
  }

  /** Returns the names of the APIs that share its requests, and of its shadow, as in the file. */
  public List<String> targets() {
    return deployed.config().apis().stream().map(target -> target.name()).toList();
  }

  @Override
  public CompletableFuture<ApiResponse> sendAsync(ApiRequest request) {
    requireNonNull(request, "request");
    return client.send(deployed.config().endpoint(), request, response -> {});
  }

  /**
   * Deploys the TrafficSplitter once more, as {@code cortex deploy} does with a file whose weights
   * or targets were changed, and waits until the gateway has its route. Other APIs of the file are
   * left alone, so its targets have to be there.
   *
   * @param cortexYaml a file with a TrafficSplitter of this name; a path that is not absolute is
   *     looked for in the working directory
   * @return the TrafficSplitter as it is now; after another {@code networking.endpoint}, send
   *     requests with it. Closing it, or the object that this was called on, takes it out of the
   *     cluster
   * @throws IllegalArgumentException when the file has no TrafficSplitter of this name
   * @throws io.cortexlocal.deploy.DeployException when a target is not there, or the gateway does
   *     not take up the route in time
   */
  public TrafficSplitter redeploy(Path cortexYaml) {
    TrafficSplitter again = origin.redeploy(this, requireNonNull(cortexYaml, "cortexYaml"));
    redeployed.add(again);
    return owner.map(again::lentBy).orElse(again);
  }

  /**
   * Takes the TrafficSplitter out of the cluster, and leaves its targets, unless it was deployed
   * once more since, by other means than {@link #redeploy}: it then belongs to the newer
   * deployment. Does so once.
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
    for (int i = redeployed.size() - 1; i >= 0; i--) {
      redeployed.get(i).close();
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
