package io.cortexlocal.operator.http;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.config.ApiKind;
import io.cortexlocal.inflight.ReplicaGauge;
import io.cortexlocal.json.Json;
import io.cortexlocal.operator.ApiDescription;
import io.cortexlocal.operator.ApiDetails;
import io.cortexlocal.operator.Operator;
import io.cortexlocal.operator.OperatorException;
import io.cortexlocal.workload.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests as the operator of Cortex 0.42 does. */
final class OperatorHandler extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorHandler.class);

  private final Kubernetes kubernetes;
  private final Operator operator;
  private final Deploying deploying;
  private final Supplier<List<ReplicaGauge>> replicas;
  private final String version;
  private final Function<Request, Clients> clients;

  /**
   * @param replicas what the replicas of Realtime APIs report, for each scrape
   * @param version of Cortex, which a client's must equal
   * @param clients tells where the client of a request is
   */
  OperatorHandler(
      Kubernetes kubernetes,
      Operator operator,
      Deploying deploying,
      Supplier<List<ReplicaGauge>> replicas,
      String version,
      Function<Request, Clients> clients) {
    this.kubernetes = kubernetes;
    this.operator = operator;
    this.deploying = deploying;
    this.replicas = replicas;
    this.version = version;
    this.clients = clients;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Clients from = clients.apply(request);
    if (!from.mayCallIt(Request.getServerName(request))) {
      Refusal refusal =
          new Refusal(
              "cortex-local.foreign_host",
              "the operator is called " + String.join(", ", from.names()) + "; not what Host says");
      json(request, response, HttpStatus.FORBIDDEN_403, refusal.body(), callback);
      return true;
    }
    Route.Match match = Route.find(request.getMethod(), Request.getPathInContext(request));
    switch (match.outcome()) {
      case NO_PATH -> {
        response.setStatus(HttpStatus.NOT_FOUND_404);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        text(response, "404 page not found\n", callback);
      }
      case NO_METHOD -> {
        response.setStatus(HttpStatus.METHOD_NOT_ALLOWED_405);
        callback.succeeded();
      }
      case FOUND -> answer(from, match, request, response, callback);
    }
    return true;
  }

  private void answer(
      Clients from, Route.Match match, Request request, Response response, Callback callback) {
    try {
      guard(match.route(), request);
      if (match.route() == Route.STREAM_LOGS) {
        streamLogs(match.part(0), request, response, callback);
        return;
      }
      if (match.route() == Route.LOG_PAGE) {
        text(
            response,
            LogPage.of(kubernetes, operator.get(match.part(0)).metadata().name()),
            callback);
        return;
      }
      if (match.route() == Route.METRICS) {
        metrics(response, callback);
        return;
      }
      if (match.route() == Route.DEPLOY) {
        deploy(from, request, response, callback);
        return;
      }
      json(request, response, HttpStatus.OK_200, Json.line(body(from, match, request)), callback);
    } catch (RuntimeException e) {
      refuse(e, request, response, callback);
    }
  }

  /** Cortex's own reasons in its words; what else fails is a fault of this server, and logged. */
  private static void refuse(
      RuntimeException reason, Request request, Response response, Callback callback) {
    Refusal refusal;
    if (reason instanceof Refusal own) {
      refusal = own;
    } else if (reason instanceof OperatorException known) {
      refusal = new Refusal(known.kind(), known.getMessage());
    } else if (reason instanceof HttpException wrong && wrong.getCode() < 500) {
      refusal = new Refusal("error", String.valueOf(wrong.getReason()));
    } else {
      LOG.warn("the operator failed at {} {}", request.getMethod(), request.getHttpURI(), reason);
      refusal = new Refusal("errors.unexpected", String.valueOf(reason.getMessage()));
    }
    json(request, response, HttpStatus.BAD_REQUEST_400, refusal.body(), callback);
  }

  private void deploy(Clients from, Request request, Response response, Callback callback) {
    RequestQuery query = RequestQuery.of(request);
    String file = query.required("configFileName");
    DeployForm.read(
        request,
        content -> {
          try {
            Object results = deploying.deploy(file, content, query.is("force"), from.url());
            json(request, response, HttpStatus.OK_200, Json.line(results), callback);
          } catch (RuntimeException e) {
            refuse(e, request, response, callback);
          } catch (Error e) {
            callback.failed(e);
            throw e;
          }
        },
        refusal -> refuse(refusal, request, response, callback));
  }

  private void metrics(Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, ClusterCost.CONTENT_TYPE);
    String text = ClusterCost.of(operator.list()) + ProxyGauges.of(replicas.get());
    Content.Sink.write(response, true, text, callback);
  }

  private void guard(Route route, Request request) {
    if (route.isGuarded()) {
      if (route != Route.INFO) {
        CortexHeaders.requireVersion(request.getHeaders(), version);
      }
      CortexHeaders.requireAuthorization(request.getHeaders());
    }
  }

  private Object body(Clients from, Route.Match match, Request request) {
    RequestQuery query = RequestQuery.of(request);
    String api = match.part(0);
    return switch (match.route()) {
      case VERIFY_CORTEX -> Json.object();
      case INFO -> Answers.info(version);
      case REFRESH -> Answers.message(operator.refresh(api, query.is("force")).message());
      case DELETE -> Answers.message(operator.delete(api, query.is("keepCache")));
      case LIST -> operator.list().stream().map(Answers::summary).toList();
      case GET -> details(from, operator.get(api));
      case GET_ID -> former(from, api, match.part(1));
      case DESCRIBE -> describe(from, api);
      case LOGS -> logs(from, api);
      case TASKS -> throw noJobs("TaskAPI kind", request, query, api);
      case BATCH -> throw noJobs("BatchAPI kind", request, query, api);
      case DEPLOY, METRICS, STREAM_LOGS, LOG_PAGE ->
          throw new IllegalStateException("it has an answer of its own");
    };
  }

  /** Which job it is about is asked first, but of who hands one in. */
  private Refusal noJobs(String supported, Request request, RequestQuery query, String api) {
    if (!request.getMethod().equals("POST")) {
      query.required("jobID");
    }
    return onlyFor(supported, operator.get(api));
  }

  private Object details(Clients from, ApiDetails api) {
    return List.of(Answers.details(api, from.url().apply(api.endpoint())));
  }

  private Object former(Clients from, String name, String id) {
    ApiDetails api = operator.get(name);
    return api.metadata().id().equals(id)
        ? details(from, api)
        : List.of(Answers.former(operator.spec(name, id)));
  }

  private Object describe(Clients from, String name) {
    ApiDescription api = operator.describe(name);
    return List.of(Answers.description(api, from.url().apply(api.endpoint())));
  }

  private Object logs(Clients from, String name) {
    requireReplicas(operator.get(name), "RealtimeAPI or AsyncAPI kinds");
    return Json.object("log_url", from.operator() + "/local/logs/" + name);
  }

  private void streamLogs(String name, Request request, Response response, Callback callback) {
    ApiDetails api = operator.get(name);
    requireReplicas(api, "RealtimeAPI kind");
    requireSameOrigin(request);
    boolean upgraded =
        ServerWebSocketContainer.get(request.getContext())
            .upgrade(
                (upgrade, answer, done) -> new LogStream(kubernetes, latest(api)),
                request,
                response,
                callback);
    if (!upgraded) {
      throw new Refusal(
          "error",
          "websocket: the client is not using the websocket protocol: 'upgrade' token not found in 'Connection' header");
    }
  }

  private static Map<String, String> latest(ApiDetails api) {
    Map<String, String> labels = new HashMap<>();
    labels.put(Names.LABEL_API_NAME, api.metadata().name());
    labels.put(Names.LABEL_DEPLOYMENT_ID, api.metadata().deploymentId());
    api.spec()
        .map(spec -> spec.path("pod_id").textValue())
        .ifPresent(podId -> labels.put(Names.LABEL_POD_ID, podId));
    return labels;
  }

  /** A page in a browser may open a websocket to anywhere, and says where it comes from. */
  private static void requireSameOrigin(Request request) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    String host = request.getHeaders().get(HttpHeader.HOST);
    if (origin != null
        && !origin
            .toLowerCase(Locale.ROOT)
            .endsWith("://" + String.valueOf(host).toLowerCase(Locale.ROOT))) {
      throw new Refusal("error", "websocket: request origin not allowed by Upgrader.CheckOrigin");
    }
  }

  private static void requireReplicas(ApiDetails api, String supported) {
    if (!api.metadata().kind().equals(ApiKind.REALTIME_API.text())) {
      throw onlyFor(supported, api);
    }
  }

  private static Refusal onlyFor(String supported, ApiDetails api) {
    return Refusal.notForKind(supported, api.metadata().name(), api.metadata().kind());
  }

  private static void text(Response response, String body, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    Content.Sink.write(response, true, body, callback);
  }

  private static void json(
      Request request, Response response, int status, String body, Callback callback) {
    if (!request.consumeAvailable()) {
      // what is left of the body would be taken for the next request
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    Content.Sink.write(response, true, body, callback);
  }
}
