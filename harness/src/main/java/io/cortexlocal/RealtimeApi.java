package io.cortexlocal;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.deploy.DeployException;
import io.cortexlocal.deploy.DeployedApi;
import io.cortexlocal.observe.AnsweredRequest;
import io.cortexlocal.observe.AnsweredRequests;
import io.cortexlocal.settings.Setting;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import io.cortexlocal.traffic.GatewayClient;
import io.cortexlocal.traffic.TrafficException;
import io.cortexlocal.workload.Names;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apiguardian.api.API;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Realtime API that is deployed and serves; where it begins with no replica, the activator takes
 * its requests.
 *
 * <p>Paths are below the API's endpoint: {@code get("/v1/models")} of the API {@code
 * text-generator} asks the gateway for {@code /text-generator/v1/models}, and the container sees
 * {@code /v1/models}. Safe for use by several threads.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class RealtimeApi implements ApiEndpoint, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RealtimeApi.class);

  static final Setting<Duration> LOG_TIMEOUT =
      Setting.duration(
          "cortex.local.log-timeout",
          "30s",
          "for the proxies' logs to tell of a request that was answered");

  private final DeployedApi deployed;
  private final GatewayClient client;
  private final Settings settings;
  private final ApiOrigin origin;
  private final ReplicaWait replicas;
  private final AnsweredRequests answered;
  private final List<RealtimeApi> redeployed;
  private final AtomicBoolean closed;
  private final Optional<String> owner;

  RealtimeApi(DeployedApi deployed, GatewayClient client, Settings settings, ApiOrigin origin) {
    this.deployed = deployed;
    this.client = client;
    this.settings = settings;
    this.origin = origin;
    this.replicas = new ReplicaWait(deployed, settings.get(CortexLocal.TIMEOUT));
    this.answered = new AnsweredRequests();
    this.redeployed = new CopyOnWriteArrayList<>();
    this.closed = new AtomicBoolean();
    this.owner = Optional.empty();
  }

  private RealtimeApi(RealtimeApi api, String owner) {
    this.deployed = api.deployed;
    this.client = api.client;
    this.settings = api.settings;
    this.origin = api.origin;
    this.replicas = api.replicas;
    this.answered = api.answered;
    this.redeployed = api.redeployed;
    this.closed = api.closed;
    this.owner = Optional.of(owner);
  }

  /**
   * Returns this API for those who do not own it: they cannot close it.
   *
   * @param owner who takes the API out of the cluster, and when, for the message
   */
  public RealtimeApi lentBy(String owner) {
    return new RealtimeApi(this, requireNonNull(owner, "owner"));
  }

  /** Returns the API's name. */
  public String name() {
    return deployed.config().name();
  }

  /** Returns the API's configuration, with every default filled in. */
  public RealtimeApiConfig config() {
    return deployed.config();
  }

  @Override
  public URI url() {
    return client.uri(deployed.config().endpoint());
  }

  @Override
  public CompletableFuture<ApiResponse> sendAsync(ApiRequest request) {
    requireNonNull(request, "request");
    return client
        .send(
            deployed.config().endpoint(),
            request,
            response ->
                answered.add(
                    new AnsweredRequest(
                        response.requestId(),
                        response.method(),
                        deployed.config().endpoint() + request.path(),
                        response.status())))
        .exceptionally(
            failure -> {
              throw explained(request, failure);
            });
  }

  /** When the cluster is gone, that is the cause, and not what the connection met. */
  private RuntimeException explained(ApiRequest request, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof TrafficException unanswered)) {
      return new CompletionException(cause);
    }
    Optional<String> gone = deployed.gone();
    if (gone.isPresent()) {
      return new TrafficException(
          "%s %s%s got no answer: %s"
              .formatted(request.method(), url(), request.path(), gone.get()),
          null);
    }
    List<String> circles = deployed.circles();
    return circles.isEmpty()
        ? unanswered
        : new TrafficException(
            cause.getMessage() + "\n" + String.join("\n", circles), cause.getCause());
  }

  /**
   * Returns what happened to the API so far: every request that arrived at one of its replicas and
   * was answered before this call is on it, whoever sent it. What the gateway or the activator
   * answered itself never arrived at a replica. The last million requests are kept; where older
   * ones were dropped, an event says so.
   *
   * @throws ClusterException when a replica's sidecar does not report within the setting {@code
   *     cortex.local.log-timeout}, 30 s by default. Later calls do not wait for it again before it
   *     does, and the timeline says what may be missing
   */
  public Timeline timeline() {
    Deadline deadline = Deadline.after(settings.get(LOG_TIMEOUT), deployed.time());
    return deployed.timeline(answered, deadline);
  }

  /**
   * Returns whether the deployment that returned this object changed nothing, since the API was
   * there with the same configuration. Its replicas then go on with the code that they started
   * with, even where an image was built again under the same name; so it is in Cortex. For new
   * replicas, {@link #refresh} it, or give the image another tag.
   */
  public boolean wasUpToDate() {
    return deployed.wasUpToDate();
  }

  /**
   * Deploys the API once more, as {@code cortex deploy} does with a file that was changed, and
   * waits until it serves. Other APIs of the file are left alone. Images are had as they were
   * before, unless {@code cortex-local.yaml} next to the file says otherwise.
   *
   * <p>The object that this was called on goes on to stand for the API: its replicas, {@link
   * #scale} and timeline are those of what is deployed now. What it says of the file stays that of
   * its own deployment: {@link #config()}, {@link #wasUpToDate()}, and the endpoint, to which it
   * also sends its requests; after another {@code networking.endpoint}, send them with the object
   * that is returned.
   *
   * @param cortexYaml a file with an API of this name; a path that is not absolute is looked for in
   *     the working directory, which for Maven and Gradle is the module's, and not on the class
   *     path
   * @return the API as it is now. Closing it, or the object that this was called on, takes the API
   *     out of the cluster; both have the replicas of both deployments on their timelines
   * @throws IllegalArgumentException when the file has no RealtimeAPI of this name
   * @throws io.cortexlocal.deploy.DeployException when it does not come up; it goes on with the
   *     replicas that serve
   */
  public RealtimeApi redeploy(Path cortexYaml) {
    RealtimeApi again = origin.redeploy(this, requireNonNull(cortexYaml, "cortexYaml"));
    redeployed.add(again);
    return owner.map(again::lentBy).orElse(again);
  }

  /**
   * Has every replica replaced by another of the same configuration, as {@code cortex refresh
   * --force} does, and waits until the gateway sends requests to these alone. The API gets another
   * deployment id; its replicas are replaced as its {@code update_strategy} says, so that it goes
   * on serving. An image that was built again under the same name counts.
   *
   * <p>It is what is deployed now that is refreshed, after a {@link #redeploy} too. An API that was
   * scaled to no replica gets its {@code init_replicas}.
   *
   * @return the new replicas, the oldest first. The former ones may still be ending
   * @throws io.cortexlocal.deploy.DeployException when they do not come up; the API goes on with
   *     the replicas that serve. Also when it is no longer deployed
   */
  public List<ApiReplica> refresh() {
    if (closed.get()) {
      // Another may have been deployed under this name since.
      throw new DeployException(name() + " is not deployed");
    }
    origin.refresh(deployed);
    return replicas.latest();
  }

  /**
   * Returns the replicas that there are now, the oldest first. One that is being ended is among
   * them until its pod is gone. Those that a {@code cortex refresh} has put in place of others are
   * among them too, whoever asked for it.
   */
  public List<ApiReplica> replicas() {
    return replicas.now();
  }

  /**
   * Waits as {@link #awaitReplicas(int, Duration)} does, no longer than the setting {@code
   * cortex.local.timeout}, 2 minutes by default.
   */
  public List<ApiReplica> awaitReplicas(int number) {
    return awaitReplicas(number, settings.get(CortexLocal.TIMEOUT));
  }

  /**
   * Waits until there are so many replicas, all of them Ready, of the version that is deployed now
   * and none being ended, and until the gateway sends requests to these alone.
   *
   * @param number 0 or more
   * @return the replicas, the oldest first
   * @throws ClusterException when that is not so in time, with what is known of each replica
   */
  public List<ApiReplica> awaitReplicas(int number, Duration timeout) {
    return replicas.ready(number, requireNonNull(timeout, "timeout"));
  }

  /**
   * Waits until the replicas are as wanted, no longer than the setting {@code
   * cortex.local.timeout}, 2 minutes by default. The gateway may learn of it a little later.
   *
   * @param what is waited for, for the message, such as {@code the container api has restarted}
   * @param wanted is given the replicas, the oldest first, whenever something of them has changed
   * @return the replicas, the oldest first
   * @throws ClusterException when that is not so in time, with what is known of each replica
   */
  public List<ApiReplica> awaitReplicas(String what, Predicate<List<ApiReplica>> wanted) {
    return replicas.matching(
        requireNonNull(what, "what"),
        requireNonNull(wanted, "wanted"),
        settings.get(CortexLocal.TIMEOUT));
  }

  /**
   * Sets the number of replicas that the API's Deployment asks for, as {@code kubectl scale} does,
   * and does not wait: see {@link #awaitReplicas(int)}.
   *
   * <p>As in Kubernetes, {@code min_replicas} and {@code max_replicas} do not limit it. The
   * autoscaler goes on from that number, as Cortex's does: in its own time it brings it back to
   * what the requests in flight ask for, between the two. Where {@link CortexLocal#AUTOSCALER} is
   * off, the number stays. A deployment keeps it, brought between {@code min_replicas} and {@code
   * max_replicas} of its file. With no replica the gateway answers 503 itself: only an API whose
   * route leads to the activator is woken by a request, which is one that the autoscaler brought to
   * none, or that has had none since its deployment.
   *
   * @param replicas 0 or more
   * @throws ClusterException when the cluster refuses it, such as when the API is gone
   */
  public void scale(int replicas) {
    if (replicas < 0) {
      throw new IllegalArgumentException(
          "the number of replicas is 0 or more, but it is " + replicas);
    }
    deployed.cluster().kubernetes().scale(Names.NAMESPACE, Names.object(name()), replicas);
  }

  /** Returns the state of each replica, its last events, and its last lines of log. */
  public String describe() {
    return deployed.describe();
  }

  /**
   * Takes the API out of the cluster, unless it was deployed once more since, by other means than
   * {@link #redeploy}: it then belongs to the newer deployment. Does so once.
   *
   * @throws IllegalStateException when the one who calls does not own it: an API that
   *     {@code @CortexApi} deployed is taken out after the class's last test. Never throws
   *     otherwise
   */
  @Override
  public void close() {
    if (owner.isPresent()) {
      throw new IllegalStateException(
          "API %s cannot be closed here: %s. Try: scale(0), or an API of your own, by deploy(…) of a CortexLocal"
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
    } finally {
      origin.closed(this);
    }
  }

  @Override
  public String toString() {
    return "RealtimeApi " + name();
  }
}
