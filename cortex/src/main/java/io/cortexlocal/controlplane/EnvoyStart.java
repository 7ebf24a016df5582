package io.cortexlocal.controlplane;

import io.cortexlocal.istio.envoy.EnvoyAdmin;
import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The start of the Envoy that a control plane configures. Not safe for use by several threads. */
final class EnvoyStart {

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 3;

  private Optional<EnvoyAdmin> starting;

  private EnvoyStart(Optional<EnvoyAdmin> starting) {
    this.starting = starting;
  }

  /** An Envoy that has started, or is started later with what it is given. */
  static EnvoyStart passed() {
    return new EnvoyStart(Optional.empty());
  }

  /** An Envoy that starts at the same time as the control plane. */
  static EnvoyStart of(EnvoyAdmin admin) {
    return new EnvoyStart(Optional.of(admin));
  }

  /**
   * Waits until Envoy serves its admin interface.
   *
   * @return whether it did not yet
   * @throws IOException when it does not within 30 s
   */
  boolean await() throws IOException, InterruptedException {
    if (starting.isEmpty()) {
      return false;
    }
    EnvoyAdmin admin = starting.get();
    Deadline deadline = Deadline.after(LONGEST);
    boolean waited = false;
    while (!isReady(admin)) {
      if (deadline.passed()) {
        throw new IOException(
            "Envoy was not ready within %d s: nothing good at %s/ready"
                .formatted(LONGEST.toSeconds(), admin.socket()));
      }
      waited = true;
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    starting = Optional.empty();
    return waited;
  }

  private static boolean isReady(EnvoyAdmin admin) {
    try {
      return Files.exists(admin.socket()) && admin.get("/ready").status() == 200;
    } catch (IOException notYetListening) {
      return false;
    }
  }
}
