package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.runtime.RunningContainer.Exit;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process in the node, whose lines are read. It ends with the node at the latest. */
public final class NodeProcess {

  private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);

  private final Process process;
  private final CompletableFuture<Exit> exit = new CompletableFuture<>();

  private NodeProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a program of this machine, with this machine's {@code PATH}.
   *
   * @param lines receives what it writes; called by one thread
   * @throws RuntimeFailure when it cannot be started
   */
  public static NodeProcess start(
      LinuxNode node, Entry where, List<String> program, Consumer<String> lines) {
    return start(node, where, program, Map.of(), lines);
  }

  /**
   * Starts a program of this machine.
   *
   * @param environment with a {@code PATH} that is searched before this machine's
   * @param lines receives what it writes; called by one thread
   * @throws RuntimeFailure when it cannot be started
   */
  public static NodeProcess start(
      LinuxNode node,
      Entry where,
      List<String> program,
      Map<String, String> environment,
      Consumer<String> lines) {
    List<String> command = new ArrayList<>(node.enter(where));
    command.addAll(program);
    ProcessBuilder builder = HostTools.process(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder
        .environment()
        .merge("PATH", HostTools.path(), (own, all) -> own.equals(all) ? own : own + ":" + all);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      NodeProcess started = new NodeProcess(process);
      Thread reader = new Thread(() -> started.read(lines), "node-process-" + process.pid());
      reader.setDaemon(true);
      reader.start();
      return started;
    } catch (IOException e) {
      throw new RuntimeFailure("%s cannot be started: %s".formatted(program.get(0), e), e);
    }
  }

  private void read(Consumer<String> lines) {
    try (InputStream output = process.getInputStream()) {
      new OutputLines(line -> pass(line, lines)).read(output);
    } catch (IOException e) {
      LOG.debug("the output of process {} ended", process.pid(), e);
    }
    int code = process.onExit().join().exitValue();
    exit.complete(new Exit(code, Instant.now()));
  }

  /** A process whose output nobody reads would come to a halt. */
  private void pass(String line, Consumer<String> lines) {
    try {
      lines.accept(line);
    } catch (RuntimeException | Error e) {
      LOG.error("a line of process {} was not taken, and is lost: {}", process.pid(), line, e);
    }
  }

  /** Returns whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns how it ended, once it has, and once all its output has been passed on. */
  public CompletableFuture<Exit> exit() {
    return exit.copy();
  }

  /** Sends SIGTERM to it. */
  public void terminate() {
    program().ifPresent(ProcessHandle::destroy);
  }

  /** Kills it. */
  public void kill() {
    Killing.kill(process, program());
  }

  /** What was started here enters the node's PID namespace, in which only its child is. */
  private Optional<ProcessHandle> program() {
    return process.toHandle().children().findFirst();
  }
}
