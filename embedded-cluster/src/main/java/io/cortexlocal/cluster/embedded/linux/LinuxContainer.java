package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container: bubblewrap, and the container's first process below it. When that one ends, the
 * kernel ends all others in its PID namespace.
 */
final class LinuxContainer implements RunningContainer {

  private static final Logger LOG = LoggerFactory.getLogger(LinuxContainer.class);

  private static final Duration START = Duration.ofSeconds(30);

  private final Place place;
  private final ContainerSpec config;
  private final ContainerExec exec;
  private final Process process;
  private final Instant startedAt;
  private final Runnable onEnd;
  private final CompletableFuture<Instant> endedAt;
  private final CompletableFuture<Exit> exit = new CompletableFuture<>();

  private LinuxContainer(
      Place place,
      ContainerSpec config,
      ContainerExec exec,
      Process process,
      Instant startedAt,
      Runnable onEnd) {
    this.place = place;
    this.config = config;
    this.exec = exec;
    this.process = process;
    this.startedAt = startedAt;
    this.onEnd = onEnd;
    this.endedAt = process.onExit().thenApply(ended -> Instant.now());
  }

  /**
   * Starts a container, and returns once its program runs.
   *
   * @param command to be run on this machine
   * @param options what the command reads
   * @param onEnd done once it has ended, before anyone is told
   */
  static LinuxContainer start(
      Place place,
      ContainerSpec config,
      Map<String, String> environment,
      String workingDirectory,
      List<String> command,
      byte[] options,
      Runnable onEnd)
      throws StartFailure {
    Process process;
    try {
      process = HostTools.process(command).start();
    } catch (IOException e) {
      throw new RuntimeFailure(
          "Could not start container %s of %s: %s".formatted(config.name(), place, e), e);
    }
    Optional<Integer> pid;
    String output = "";
    try (Watchdog watchdog = Watchdog.over(process, START)) {
      give(process, options);
      pid = new BubblewrapStatus(place.node(), process).awaitProgram();
      if (pid.isEmpty()) {
        output = HostTools.output(process);
      }
      if (watchdog.expired()) {
        pid = Optional.empty();
        output = "it took longer than %d s. %s".formatted(START.toSeconds(), output);
      }
    } catch (IOException e) {
      process.destroyForcibly();
      throw new RuntimeFailure(
          "Could not start container %s of %s: %s".formatted(config.name(), place, e), e);
    }
    if (pid.isEmpty()) {
      BubblewrapFailure.throwIfProgrammes(output, config);
      throw new RuntimeFailure(
          "Could not start container %s of %s: %s"
              .formatted(
                  config.name(),
                  place,
                  place.node().alive() ? output : "the embedded node has ended"));
    }
    ContainerExec exec = new ContainerExec(place, pid.get(), config, environment, workingDirectory);
    LinuxContainer container =
        new LinuxContainer(place, config, exec, process, Instant.now(), onEnd);
    container.follow();
    return container;
  }

  /** Bubblewrap's own output tells the reason when it ends before it has read its options. */
  private static void give(Process process, byte[] options) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(options);
    } catch (IOException e) {
      LOG.debug("bubblewrap did not read its options", e);
    }
  }

  private void follow() {
    Thread reader = new Thread(this::read, "container-" + config.name());
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      new OutputLines(this::passOn).read(process.getInputStream());
    } catch (IOException e) {
      LOG.debug("the output of container {} of {} ended", config.name(), place, e);
    }
    int code = process.onExit().join().exitValue();
    onEnd.run();
    exit.complete(new Exit(code, endedAt.join()));
  }

  private void passOn(String line) {
    try {
      config.output().accept(line);
    } catch (RuntimeException | Error e) {
      LOG.error("a line of container {} of {} was not taken", config.name(), place, e);
    }
  }

  @Override
  public Instant startedAt() {
    return startedAt;
  }

  @Override
  public CompletableFuture<Exit> exit() {
    return exit.copy();
  }

  @Override
  public void terminate() {
    first().ifPresent(ProcessHandle::destroy);
  }

  @Override
  public void kill() {
    Killing.kill(process, first());
  }

  /** Below what was started here is bubblewrap, below that the container's first process. */
  private Optional<ProcessHandle> first() {
    return process
        .toHandle()
        .children()
        .findFirst()
        .flatMap(bubblewrap -> bubblewrap.children().findFirst());
  }

  @Override
  public ExecResult exec(List<String> command, Duration timeout) throws TimeoutException {
    if (!process.isAlive()) {
      throw new RuntimeFailure("Container %s of %s has ended.".formatted(config.name(), place));
    }
    return exec.run(command, timeout);
  }

  /**
   * Where a container runs.
   *
   * @param name of the pod, for messages
   */
  record Place(LinuxNode node, Entry.Pod pod, String name) {
    @Override
    public String toString() {
      return name;
    }
  }
}
