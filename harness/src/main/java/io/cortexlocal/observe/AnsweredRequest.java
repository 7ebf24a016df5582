package io.cortexlocal.observe;

/**
 * A request for which the gateway's client has had an answer.
 *
 * @param requestId {@code x-request-id}
 * @param method of the request
 * @param path at the gateway, with its query
 * @param status of the answer
 */
public record AnsweredRequest(String requestId, String method, String path, int status) {

  @Override
  public String toString() {
    return "%s %s → %d (x-request-id %s)".formatted(method, path, status, requestId);
  }
}
