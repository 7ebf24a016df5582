package io.cortexlocal.deploy;

/**
 * A request for which the gateway's client has had an answer.
 *
 * @param requestId {@code x-request-id}
 * @param status of the answer
 */
public record AnsweredRequest(String requestId, int status) {}
