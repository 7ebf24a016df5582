package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.embedded.image.ContainerImage;
import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import io.cortexlocal.cluster.embedded.runtime.PodSandbox;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import io.fabric8.kubernetes.api.model.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the containers of a pod: after their back-off, from an image that is there, with what
 * their specification says. What keeps one from running stands in its state and in the pod's
 * events. Used in the pod's turns only.
 */
final class ContainerStart {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerStart.class);
  private static final int EXIT_CODE_OF_START_ERROR = 128;

  private final NodeFailures failures = new NodeFailures(LOG);
  private final NodeParts node;
  private final PodTurns turns;
  private final PodEvents events;
  private final PodObject object;
  private final Listener listener;
  private final String pod;

  ContainerStart(
      NodeParts node, PodTurns turns, PodEvents events, PodObject object, Listener listener) {
    this.node = node;
    this.turns = turns;
    this.events = events;
    this.object = object;
    this.listener = listener;
    pod = PodText.format(object.current());
  }

  /** Tries to start a container: now, or once its back-off is over. */
  void bringUp(PodContainer container, PodSandbox sandbox) {
    long now = node.time().nanos();
    if (container.end().isPresent()) {
      long endedAt = container.end().get().tick();
      Duration left = container.crashes().left(endedAt, now);
      if (!left.isZero()) {
        backOff(container, left);
        return;
      }
      container.crashes().trying(endedAt, now);
    }
    String image = container.spec().getImage();
    Optional<ContainerImage> found;
    try {
      found = node.images().find(image);
    } catch (RuntimeException e) {
      LOG.warn("image {} cannot be used", image, e);
      noImage(container, String.valueOf(e.getMessage()));
      return;
    }
    if (found.isEmpty()) {
      noImage(container, "it has not been loaded into the embedded cluster");
      return;
    }
    events
        .of(container)
        .normal("Pulled", "Container image \"%s\" already present on machine".formatted(image));
    start(container, found.get(), sandbox);
  }

  private void backOff(PodContainer container, Duration left) {
    events
        .of(container)
        .warning(
            "BackOff",
            "Back-off restarting failed container %s in pod %s".formatted(container.name(), pod));
    container.waiting(
        "CrashLoopBackOff",
        "back-off %s restarting failed container=%s pod=%s"
            .formatted(GoText.duration(container.crashes().pause()), container.name(), pod));
    retry(container, left);
  }

  private void noImage(PodContainer container, String why) {
    String image = container.spec().getImage();
    if ("Never".equals(container.spec().getImagePullPolicy())) {
      String message =
          "Container image \"%s\" is not present with pull policy of Never".formatted(image);
      events.of(container).warning("ErrImageNeverPull", message);
      events.of(container).warning("Failed", "Error: ErrImageNeverPull");
      container.waiting("ErrImageNeverPull", message);
      retry(container, PodWorker.RETRY);
      return;
    }
    String message = "Failed to pull image \"%s\": %s".formatted(image, why);
    events.of(container).normal("Pulling", "Pulling image \"%s\"".formatted(image));
    events.of(container).warning("Failed", message);
    events.of(container).warning("Failed", "Error: ErrImagePull");
    container.waiting("ErrImagePull", message);
    listener.changed();
    String backOff = "Back-off pulling image \"%s\"".formatted(image);
    events.of(container).normal("BackOff", backOff);
    events.of(container).warning("Failed", "Error: ImagePullBackOff");
    container.waiting("ImagePullBackOff", backOff + ": ErrImagePull: " + message);
    long now = node.time().nanos();
    container.pulls().trying(now, now);
    retry(container, container.pulls().pause());
  }

  private void start(PodContainer container, ContainerImage image, PodSandbox sandbox) {
    ContainerLog log =
        new ContainerLog(container.name() + " of " + pod, node.threads(), node.time());
    ContainerSpec config;
    try {
      config =
          ContainerConfigs.of(
              object.current(),
              container.spec(),
              image,
              sandbox.address(),
              object.configMaps(),
              object.secrets(),
              log::add);
    } catch (ConfigurationException e) {
      container.needsConfiguration(true);
      events.of(container).warning("Failed", "Error: " + e.getMessage());
      container.waiting("CreateContainerConfigError", e.getMessage());
      return;
    }
    String id = newId();
    try {
      RunningContainer running = sandbox.start(config);
      events.of(container).normal("Created", "Created container: " + container.name());
      events.of(container).normal("Started", "Started container " + container.name());
      begin(container, id, running, log);
    } catch (StartFailure e) {
      events.of(container).normal("Created", "Created container: " + container.name());
      events.of(container).warning("Failed", "Error: " + e.getMessage());
      ContainerEnd end =
          new ContainerEnd(
              id,
              EXIT_CODE_OF_START_ERROR,
              "StartError",
              String.valueOf(e.getMessage()),
              Instant.EPOCH,
              node.time().instant(),
              node.time().nanos());
      log.end();
      container.failedToStart(end, log, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      failures.say("container %s of %s was not started".formatted(container.name(), pod), e);
      events.of(container).warning("Failed", "Error: " + e.getMessage());
      container.waiting("CreateContainerError", String.valueOf(e.getMessage()));
      retry(container, PodWorker.RETRY);
    }
  }

  private void begin(
      PodContainer container, String id, RunningContainer running, ContainerLog log) {
    Container spec = container.spec();
    boolean started = spec.getStartupProbe() == null;
    ContainerRun run =
        new ContainerRun(id, running, log, started, started && spec.getReadinessProbe() == null);
    container.runs(run);
    listener.started(container, run);
  }

  private void retry(PodContainer container, Duration delay) {
    container.retry(
        turns.after(
            delay,
            () -> {
              container.forgetRetry();
              listener.due();
            }));
  }

  private static String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "embedded://%016x%016x%016x%016x"
        .formatted(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  /** Learns what comes of it, in the pod's turns. */
  interface Listener {

    /** A container's state has changed, and will change again in this turn. */
    void changed();

    /** A container runs. */
    void started(PodContainer container, ContainerRun run);

    /** A container that could not be started can be tried again. */
    void due();
  }
}
