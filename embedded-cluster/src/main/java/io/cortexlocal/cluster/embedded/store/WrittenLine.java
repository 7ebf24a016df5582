package io.cortexlocal.cluster.embedded.store;

import java.time.Instant;

/**
 * A line that a container wrote.
 *
 * @param at when the node had read it
 * @param text without its end
 */
public record WrittenLine(Instant at, String text) {}
