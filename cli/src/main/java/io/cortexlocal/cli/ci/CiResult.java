package io.cortexlocal.cli.ci;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of one thing that a run in CI did.
 *
 * @param group such as {@code deploy} or {@code smoke}
 * @param problem what is wrong; empty when it passed
 */
public record CiResult(String group, String name, Duration duration, Optional<String> problem) {}
