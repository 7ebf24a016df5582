package io.cortexlocal;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.deploy.AnsweredRequest;
import io.cortexlocal.deploy.AnsweredRequests;
import io.cortexlocal.deploy.DeployedApi;
import io.cortexlocal.settings.Setting;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import io.cortexlocal.traffic.GatewayClient;
import io.cortexlocal.traffic.TrafficException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Realtime API that is deployed and serves.
 *
 * <p>Paths are below the API's endpoint: {@code get("/v1/models")} of the API {@code
 * text-generator} asks the gateway for {@code /text-generator/v1/models}, and the container sees
 * {@code /v1/models}. Safe for use by several threads.
 */
public final class RealtimeApi implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RealtimeApi.class);

  static final Setting<Duration> LOG_TIMEOUT =
      Setting.duration(
          "cortex.local.log-timeout",
          "30s",
          "for the proxies' logs to tell of a request that was answered");

  private final DeployedApi deployed;
  private final GatewayClient client;
  private final Settings settings;
  private final AnsweredRequests answered = new AnsweredRequests();
  private final Consumer<RealtimeApi> whenClosed;
  private final AtomicBoolean closed = new AtomicBoolean();

  RealtimeApi(DeployedApi deployed, GatewayClient client, Settings settings) {
    this(deployed, client, settings, closed -> {});
  }

  RealtimeApi(
      DeployedApi deployed,
      GatewayClient client,
      Settings settings,
      Consumer<RealtimeApi> whenClosed) {
    this.whenClosed = whenClosed;
    this.deployed = deployed;
    this.client = client;
    this.settings = settings;
  }

  /** Returns the API's name. */
  public String name() {
    return deployed.config().name();
  }

  /** Returns the API's configuration, with every default filled in. */
  public RealtimeApiConfig config() {
    return deployed.config();
  }

  /** Returns the API's address at the gateway, for clients on this machine. */
  public URI url() {
    return client.uri(deployed.config().endpoint());
  }

  /**
   * Sends a GET request.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  public ApiResponse get(String path) {
    return send(ApiRequest.get(path));
  }

  /**
   * Sends a HEAD request.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  public ApiResponse head(String path) {
    return send(ApiRequest.head(path));
  }

  /**
   * Sends a OPTIONS request.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  public ApiResponse options(String path) {
    return send(ApiRequest.options(path));
  }

  /**
   * Sends a DELETE request.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  public ApiResponse delete(String path) {
    return send(ApiRequest.delete(path));
  }

  /**
   * Sends a POST request with a text, as UTF-8 and without a content type.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  public ApiResponse post(String path, String body) {
    return send(ApiRequest.post(path, body));
  }

  /**
   * Sends a POST request with a JSON text.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  public ApiResponse postJson(String path, String json) {
    return send(ApiRequest.postJson(path, json));
  }

  /**
   * Sends a PUT request with a text, as UTF-8 and without a content type.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  public ApiResponse put(String path, String body) {
    return send(ApiRequest.put(path, body));
  }

  /**
   * Sends a PUT request with a JSON text.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  public ApiResponse putJson(String path, String json) {
    return send(ApiRequest.putJson(path, json));
  }

  /**
   * Sends a PATCH request with a text, as UTF-8 and without a content type.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  public ApiResponse patch(String path, String body) {
    return send(ApiRequest.patch(path, body));
  }

  /**
   * Sends a PATCH request with a JSON text.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  public ApiResponse patchJson(String path, String json) {
    return send(ApiRequest.patchJson(path, json));
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
   * was answered before this call is on it, whoever sent it. What the gateway answered itself never
   * arrived at a replica. The last million requests are kept; where older ones were dropped, an
   * event says so.
   *
   * @throws ClusterException when a replica's sidecar does not report within the setting {@code
   *     cortex.local.log-timeout}, 30 s by default. Later calls do not wait for it again before it
   *     does, and the timeline says what may be missing
   */
  public Timeline timeline() {
    Deadline deadline = Deadline.after(settings.get(LOG_TIMEOUT));
    return deployed.timeline(answered, deadline);
  }

  /**
   * Returns whether the deployment that returned this object changed nothing, since the API was
   * there with the same configuration. Its replicas then go on with the code that they started
   * with, even where an image was built again under the same name; so it is in Cortex. For new
   * replicas, close the API before it is deployed again, or give the image another tag.
   */
  public boolean wasUpToDate() {
    return deployed.upToDate().isPresent();
  }

  /** Returns the state of each replica, its last events, and its last lines of log. */
  public String describe() {
    return deployed.describe();
  }

  /**
   * Takes the API out of the cluster, unless it was deployed once more since: it then belongs to
   * the newer deployment. Does so once; never throws.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      deployed.close();
    } catch (ClusterException e) {
      LOG.warn("could not take {} out of the cluster", name(), e);
    } finally {
      whenClosed.accept(this);
    }
  }

  @Override
  public String toString() {
    return "RealtimeApi " + name();
  }
}
