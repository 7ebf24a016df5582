package io.cortexlocal.cli.control;

import java.util.Optional;

/**
 * Why an API is, or is not, Ready.
 *
 * @param state in a few words, such as {@code 0/1 NotReady}
 * @param serving whether the gateway sends requests to all of its replicas
 * @param hopeless why it will not become Ready as it is; empty as long as one may hope
 * @param hint what to try; empty for one that serves
 * @param report the state of each replica, its last events, and its last lines of log
 */
public record Explanation(
    String state,
    boolean serving,
    Optional<String> hopeless,
    Optional<String> hint,
    String report) {}
