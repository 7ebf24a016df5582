package io.cortexlocal;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.image.LocalImages;
import java.time.Duration;
import java.util.Optional;
import org.apiguardian.api.API;

/** How the APIs of a file are deployed. Never changes. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class DeployOptions {

  private final LocalImages images;
  private final Duration timeout;
  private final Optional<String> answersPath;

  private DeployOptions(LocalImages images, Duration timeout, Optional<String> answersPath) {
    this.images = images;
    this.timeout = timeout;
    this.answersPath = answersPath;
  }

  /**
   * Returns options.
   *
   * @param images how images are had on this machine
   * @param timeout for each API to come up, images not counted
   * @see CortexLocal#defaults(LocalImages)
   */
  public static DeployOptions of(LocalImages images, Duration timeout) {
    return new DeployOptions(requireNonNull(images, "images"), positive(timeout), Optional.empty());
  }

  /** Returns these options with other images. */
  public DeployOptions withImages(LocalImages images) {
    return new DeployOptions(requireNonNull(images, "images"), timeout, answersPath);
  }

  /** Returns these options with another time for each API to come up, images not counted. */
  public DeployOptions withTimeout(Duration timeout) {
    return new DeployOptions(images, positive(timeout), answersPath);
  }

  /**
   * Returns these options with a path that each new replica's sidecar gets once from the container,
   * to learn when the workers answer.
   *
   * @throws IllegalArgumentException when it does not start with a slash
   */
  public DeployOptions withAnswersPath(String answersPath) {
    if (!requireNonNull(answersPath, "answersPath").startsWith("/")) {
      throw new IllegalArgumentException(
          "the path at which workers answer starts with a slash, but it is \"%s\""
              .formatted(answersPath));
    }
    return new DeployOptions(images, timeout, Optional.of(answersPath));
  }

  private static Duration positive(Duration timeout) {
    if (requireNonNull(timeout, "timeout").isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("a timeout is positive, but it is " + timeout);
    }
    return timeout;
  }

  /** Returns how images are had on this machine. */
  public LocalImages images() {
    return images;
  }

  /** Returns the time for each API to come up, images not counted. */
  public Duration timeout() {
    return timeout;
  }

  /** Returns the path that each new replica's sidecar gets once from the container, if any. */
  public Optional<String> answersPath() {
    return answersPath;
  }
}
