package io.cortexlocal;

import io.cortexlocal.image.LocalImages;
import java.time.Duration;
import java.util.Optional;

/**
 * How the APIs of a file are deployed.
 *
 * @param images how images are had on this machine
 * @param timeout for each API to come up, images not counted
 * @param answersPath the path that each new replica's sidecar gets once from the container, to
 *     learn when the workers answer; empty for none
 */
public record DeployOptions(LocalImages images, Duration timeout, Optional<String> answersPath) {}
