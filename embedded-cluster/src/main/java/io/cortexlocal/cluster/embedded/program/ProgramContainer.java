package io.cortexlocal.cluster.embedded.program;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.Programs;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A program as a container of its pod, though it is a thread of this JVM. */
final class ProgramContainer implements RunningContainer {

  private static final int FAILED = 1;
  private static final int KILLED = 137;
  private static final int TERMINATED = 143;

  private final Instant startedAt;
  private final CompletableFuture<Exit> exit = new CompletableFuture<>();
  private final String name;
  private final PodContext context;
  private final Thread thread;
  private volatile boolean terminated;

  private ProgramContainer(String name, PodContext context) {
    this.name = name;
    this.context = context;
    this.startedAt = context.time().instant();
    thread = new Thread(this::run, "embedded-" + name);
    thread.setDaemon(true);
  }

  static ProgramContainer start(String name, PodContext context) {
    ProgramContainer container = new ProgramContainer(name, context);
    container.thread.start();
    return container;
  }

  private void run() {
    int code = 0;
    try {
      Programs.run(name, context);
    } catch (Throwable failure) {
      code = terminated ? TERMINATED : FAILED;
      if (!terminated) {
        context.output(trace(failure));
      }
    }
    end(code);
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private void end(int code) {
    context.end();
    exit.complete(new Exit(code, context.time().instant()));
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
    terminated = true;
    thread.interrupt();
  }

  /** A thread cannot be killed; without its log and its ports nobody notices it any more. */
  @Override
  public void kill() {
    terminate();
    end(KILLED);
  }

  @Override
  public ExecResult exec(List<String> command, Duration timeout) {
    throw new RuntimeFailure(
        "%s is a thread of this process; such containers run no further programs".formatted(name));
  }
}
