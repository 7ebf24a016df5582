package io.cortexlocal;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponse;
import io.cortexlocal.traffic.TrafficException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apiguardian.api.API;

/**
 * An endpoint at the gateway, to which requests are sent. Not for implementing: it gets further
 * methods.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface ApiEndpoint {

  /** Returns its address at the gateway, for clients on this machine. */
  URI url();

  /** Sends a request. The future fails with a {@link TrafficException} without an answer. */
  CompletableFuture<ApiResponse> sendAsync(ApiRequest request);

  /**
   * Sends a request, and waits for its answer.
   *
   * @throws TrafficException when there is none in time
   */
  default ApiResponse send(ApiRequest request) {
    try {
      return sendAsync(requireNonNull(request, "request")).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TrafficException failure) {
        // The test's own line is to be on the stack, and not the client's thread.
        throw new TrafficException(failure.getMessage(), failure.getCause());
      }
      throw e;
    }
  }

  /**
   * Sends a GET request.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  default ApiResponse get(String path) {
    return send(ApiRequest.get(path));
  }

  /**
   * Sends a HEAD request.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  default ApiResponse head(String path) {
    return send(ApiRequest.head(path));
  }

  /**
   * Sends an OPTIONS request.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  default ApiResponse options(String path) {
    return send(ApiRequest.options(path));
  }

  /**
   * Sends a DELETE request.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  default ApiResponse delete(String path) {
    return send(ApiRequest.delete(path));
  }

  /**
   * Sends a POST request with a text, as UTF-8 and without a content type.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  default ApiResponse post(String path, String body) {
    return send(ApiRequest.post(path, body));
  }

  /**
   * Sends a POST request with bytes, without a content type.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  default ApiResponse post(String path, byte[] body) {
    return send(ApiRequest.post(path, body));
  }

  /**
   * Sends a POST request with a JSON text.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  default ApiResponse postJson(String path, String json) {
    return send(ApiRequest.postJson(path, json));
  }

  /**
   * Sends a PUT request with a text, as UTF-8 and without a content type.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  default ApiResponse put(String path, String body) {
    return send(ApiRequest.put(path, body));
  }

  /**
   * Sends a PUT request with bytes, without a content type.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  default ApiResponse put(String path, byte[] body) {
    return send(ApiRequest.put(path, body));
  }

  /**
   * Sends a PUT request with a JSON text.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  default ApiResponse putJson(String path, String json) {
    return send(ApiRequest.putJson(path, json));
  }

  /**
   * Sends a PATCH request with a text, as UTF-8 and without a content type.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  default ApiResponse patch(String path, String body) {
    return send(ApiRequest.patch(path, body));
  }

  /**
   * Sends a PATCH request with bytes, without a content type.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  default ApiResponse patch(String path, byte[] body) {
    return send(ApiRequest.patch(path, body));
  }

  /**
   * Sends a PATCH request with a JSON text.
   *
   * @param path below the endpoint: empty, or starting with a slash or a question mark
   * @throws TrafficException when there is no answer in time
   */
  default ApiResponse patchJson(String path, String json) {
    return send(ApiRequest.patchJson(path, json));
  }
}
