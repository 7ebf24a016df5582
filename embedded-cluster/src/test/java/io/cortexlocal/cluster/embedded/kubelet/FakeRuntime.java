package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.embedded.runtime.ContainerRuntime;
import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import io.cortexlocal.cluster.embedded.runtime.PodSandbox;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.runtime.SandboxConfig;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import io.cortexlocal.time.Signal;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A runtime whose containers do what a test says. */
final class FakeRuntime implements ContainerRuntime {

  static final Instant STARTED = Instant.parse("2026-01-02T03:04:05Z");
  static final Instant ENDED = Instant.parse("2026-01-02T03:04:06Z");

  private final Signal signal;
  private final InstantSource starts;
  private final InstantSource ends;
  private final AtomicInteger addresses = new AtomicInteger(1);
  final List<Sandbox> sandboxes = new CopyOnWriteArrayList<>();
  final List<Started> started = new CopyOnWriteArrayList<>();
  volatile Starting starting = config -> {};
  volatile Dialer dialer =
      (address, port) -> {
        throw new IOException("connection refused");
      };
  volatile Commands commands = command -> new ExecResult(OptionalInt.of(0), "", "");
  volatile Runnable sandboxStarting = () -> {};
  volatile boolean endsOnTerminate;
  final AtomicInteger dials = new AtomicInteger();

  FakeRuntime(Signal signal) {
    this(signal, () -> STARTED, () -> ENDED);
  }

  FakeRuntime(Signal signal, InstantSource clock) {
    this(signal, clock, clock);
  }

  private FakeRuntime(Signal signal, InstantSource starts, InstantSource ends) {
    this.signal = signal;
    this.starts = starts;
    this.ends = ends;
  }

  /** Returns the last run of a container, of whichever pod. */
  Started last(String container) {
    return started.stream()
        .filter(run -> run.config.name().equals(container))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  long runs(String container) {
    return started.stream().filter(run -> run.config.name().equals(container)).count();
  }

  @Override
  public PodSandbox startSandbox(SandboxConfig config) {
    sandboxStarting.run();
    Sandbox sandbox = new Sandbox(config, "10.42.0." + addresses.incrementAndGet());
    sandboxes.add(sandbox);
    return sandbox;
  }

  @Override
  public SocketChannel dial(String address, int port, Duration timeout) throws IOException {
    dials.incrementAndGet();
    try {
      return dialer.dial(address, port);
    } finally {
      signal.changed();
    }
  }

  @Override
  public void close() {
    sandboxes.forEach(Sandbox::close);
  }

  interface Starting {
    void check(ContainerSpec config) throws StartFailure;
  }

  interface Dialer {
    SocketChannel dial(String address, int port) throws IOException;
  }

  interface Commands {
    ExecResult run(List<String> command) throws TimeoutException;

    default ExecResult in(String pod, List<String> command) throws TimeoutException {
      return run(command);
    }
  }

  final class Sandbox implements PodSandbox {

    final SandboxConfig config;
    final List<String> hosts = new CopyOnWriteArrayList<>();
    final List<Started> containers = new ArrayList<>();
    volatile boolean closed;
    volatile boolean failsToClose;
    private final String address;

    Sandbox(SandboxConfig config, String address) {
      this.config = config;
      this.address = address;
    }

    @Override
    public String address() {
      return address;
    }

    @Override
    public void hosts(String text) {
      hosts.add(text);
      signal.changed();
    }

    @Override
    public RunningContainer start(ContainerSpec container) throws StartFailure {
      starting.check(container);
      Started run = new Started(container, this, hosts.size());
      containers.add(run);
      started.add(run);
      signal.changed();
      return run;
    }

    @Override
    public void close() {
      if (failsToClose) {
        failsToClose = false;
        throw new RuntimeFailure("will not close");
      }
      closed = true;
      containers.forEach(run -> run.end(137));
      signal.changed();
    }
  }

  final class Started implements RunningContainer {

    final ContainerSpec config;
    final Sandbox sandbox;
    final int hostsBefore;
    final Instant startedAt = starts.instant();
    final CompletableFuture<Exit> exit = new CompletableFuture<>();
    volatile boolean terminated;
    volatile boolean killed;
    volatile boolean killable = true;

    Started(ContainerSpec config, Sandbox sandbox, int hostsBefore) {
      this.config = config;
      this.sandbox = sandbox;
      this.hostsBefore = hostsBefore;
    }

    void end(int code) {
      exit.complete(new Exit(code, ends.instant()));
    }

    @Override
    public Instant startedAt() {
      return startedAt;
    }

    @Override
    public CompletableFuture<Exit> exit() {
      return exit;
    }

    @Override
    public void terminate() {
      terminated = true;
      if (endsOnTerminate) {
        end(0);
      }
      signal.changed();
    }

    @Override
    public void kill() {
      killed = true;
      if (killable) {
        end(137);
      }
      signal.changed();
    }

    @Override
    public ExecResult exec(List<String> command, Duration timeout) throws TimeoutException {
      if (exit.isDone()) {
        throw new RuntimeFailure("the container has ended");
      }
      return commands.in(sandbox.config.name(), command);
    }
  }
}
