package io.cortexlocal.traffic;

import io.cortexlocal.http.PlainHttp;
import io.cortexlocal.time.Ticker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apiguardian.api.API;

/**
 * Sends requests to the gateway, over HTTP/1.1 and without following redirects.
 *
 * <p>Safe for use by several threads.
 */
@API(status = API.Status.INTERNAL)
public final class GatewayClient {

  private static final String REQUEST_ID = "x-request-id";
  private static final int LONGEST_BODY = 64 << 20;

  private final Supplier<URI> gateway;
  private final Duration timeout;
  private final Ticker ticker = Ticker.system();
  private final CompletableFuture<HttpClient> client;

  /**
   * @param gateway without a trailing slash
   * @param timeout for one request, from its start to the answer's last byte
   */
  public GatewayClient(URI gateway, Duration timeout) {
    this(() -> gateway, timeout);
  }

  /**
   * @param gateway asked for each request; without a trailing slash
   * @param timeout for one request, from its start to the answer's last byte
   */
  public GatewayClient(Supplier<URI> gateway, Duration timeout) {
    this.gateway = gateway;
    this.timeout = timeout;
    this.client =
        CompletableFuture.supplyAsync(() -> PlainHttp.client().connectTimeout(timeout).build());
  }

  /** Returns the address of a path at the gateway. */
  public URI uri(String path) {
    return URI.create(gateway.get() + path);
  }

  /**
   * Sends a request.
   *
   * @param endpoint the API's path at the gateway
   * @param answered told of every answer before the future completes
   * @return the answer; it fails with a {@link TrafficException} when there is none in time, or
   *     when its body has more than 64 MiB
   */
  public CompletableFuture<ApiResponse> send(
      String endpoint, ApiRequest request, Consumer<ApiResponse> answered) {
    URI uri = uri(endpoint + request.path());
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri)
            .method(
                request.method(),
                request.body().length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(request.body()));
    request.headers().forEach(header -> builder.header(header.getKey(), header.getValue()));
    HttpRequest withoutId = builder.build();
    String id =
        withoutId.headers().firstValue(REQUEST_ID).orElseGet(() -> UUID.randomUUID().toString());
    HttpRequest ready = builder.setHeader(REQUEST_ID, id).build();
    long start = ticker.nanos();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.join().sendAsync(ready, answer -> new LimitedBody(LONGEST_BODY));
    return exchange
        .copy()
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (response, failure) -> {
              if (failure != null) {
                exchange.cancel(true);
                throw failed(request.method(), uri, failure);
              }
              ApiResponse answer =
                  new ApiResponse(
                      request.method(),
                      uri,
                      response.statusCode(),
                      response.headers(),
                      response.body(),
                      Duration.ofNanos(ticker.nanos() - start),
                      id);
              answered.accept(answer);
              return answer;
            });
  }

  private TrafficException failed(String method, URI uri, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    String reason = cause instanceof TimeoutException ? "the time was up" : cause.toString();
    return new TrafficException(
        "%s %s got no answer (the limit is %s): %s".formatted(method, uri, timeout, reason), cause);
  }
}
