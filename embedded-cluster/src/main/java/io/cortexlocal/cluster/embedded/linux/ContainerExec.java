package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import io.cortexlocal.stream.FirstBytes;
import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs further programs in a running container. */
final class ContainerExec {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerExec.class);

  /** What is kept of what a program writes, in bytes of each of its two outputs. */
  static final int KEPT = 1 << 20;

  private static final Duration LAST_OUTPUT = Duration.ofSeconds(1);

  private final LinuxContainer.Place place;
  private final int pid;
  private final ContainerSpec config;
  private final Map<String, String> environment;
  private final String workingDirectory;

  /**
   * Creates it.
   *
   * @param pid of the container's first process, in the node
   */
  ContainerExec(
      LinuxContainer.Place place,
      int pid,
      ContainerSpec config,
      Map<String, String> environment,
      String workingDirectory) {
    this.place = place;
    this.pid = pid;
    this.config = config;
    this.environment = environment;
    this.workingDirectory = workingDirectory;
  }

  /**
   * Runs a program, as {@code RunningContainer.exec} says. There is no exit code when it cannot be
   * run; the error says why, as a container runtime does.
   */
  ExecResult run(List<String> command, Duration timeout) throws TimeoutException {
    Deadline deadline = Deadline.after(timeout);
    try {
      check(command);
    } catch (StartFailure e) {
      return new ExecResult(
          OptionalInt.empty(),
          "",
          "OCI runtime exec failed: exec failed: unable to start container process: "
              + e.getMessage());
    }
    try {
      Process process = HostTools.process(entering()).start();
      try (Output output = Output.of(process.getInputStream());
          Output error = Output.of(process.getErrorStream())) {
        give(process, command);
        if (!process.waitFor(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
          throw new TimeoutException(
              "%s in container %s of %s did not end within %d ms"
                  .formatted(command, config.name(), place, timeout.toMillis()));
        }
        Deadline last = Deadline.after(LAST_OUTPUT);
        return new ExecResult(
            OptionalInt.of(process.exitValue()), output.text(last), error.text(last));
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new RuntimeFailure("Could not run %s in %s: %s".formatted(command, place, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RuntimeFailure("interrupted while %s ran in %s".formatted(command, place), e);
    }
  }

  private void check(List<String> command) throws StartFailure {
    if (command.isEmpty()) {
      throw new StartFailure("no command specified");
    }
    Path root = place.node().processes().resolve(pid + "/root");
    new Executable(new ContainerFiles(root), workingDirectory)
        .check(command.get(0), environment.get("PATH"));
  }

  private List<String> entering() {
    List<String> all = new ArrayList<>(place.node().enter(place.pod()));
    all.addAll(List.of("perl", place.node().directory() + "/exec.pl"));
    all.add(System.getProperty("os.arch"));
    all.add(Integer.toString(pid));
    all.add(Integer.toString(config.user().uid()));
    all.add(Integer.toString(config.user().gid()));
    all.add(capabilities());
    all.add(config.privileged() ? "" : place.node().filter());
    all.add(workingDirectory);
    return all;
  }

  private String capabilities() {
    if (config.user().uid() != 0) {
      return "0";
    }
    return config.privileged() ? "all" : Long.toString(Capabilities.mask());
  }

  private void give(Process process, List<String> command) throws IOException {
    List<String> input = new ArrayList<>();
    input.add(Integer.toString(environment.size()));
    environment.forEach((name, value) -> input.add(name + "=" + value));
    input.addAll(command);
    try (OutputStream in = process.getOutputStream()) {
      in.write(ContainerCommand.terminated(input));
    }
  }

  /** What a program writes, until its end, or until nobody waits any more. */
  private static final class Output implements AutoCloseable {

    private final FirstBytes bytes = new FirstBytes(KEPT);
    private final InputStream in;
    private final Thread reader;

    private Output(InputStream in) {
      this.in = in;
      this.reader = new Thread(this::read, "exec-output");
    }

    static Output of(InputStream in) {
      Output output = new Output(in);
      output.reader.setDaemon(true);
      output.reader.start();
      return output;
    }

    private void read() {
      try {
        in.transferTo(bytes);
      } catch (IOException e) {
        LOG.debug("the output ended", e);
      }
    }

    /** A program that stays in the background may hold the output open; nobody waits for that. */
    String text(Deadline deadline) throws InterruptedException {
      reader.join(Math.max(1, deadline.left().toMillis()));
      return bytes.text();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
