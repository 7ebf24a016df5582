package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import io.cortexlocal.cluster.embedded.image.RootFilesystem;
import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import io.cortexlocal.cluster.embedded.runtime.Mount;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.SandboxConfig;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import io.cortexlocal.cluster.embedded.runtime.Volume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node with a runtime, and short words for what tests do with them. */
final class TestNode implements AutoCloseable {

  static final long MEBIBYTE = 1 << 20;

  final LinuxNode node;
  final LinuxRuntime runtime;

  private final Optional<OutsideNetwork> outside;

  TestNode(NodeMode mode) {
    this(mode, Reach.CLUSTER);
  }

  TestNode(NodeMode mode, Reach reach) {
    node = LinuxNode.start(mode);
    runtime = new LinuxRuntime(node, 64 * MEBIBYTE, reach);
    outside = reach == Reach.OUTSIDE ? Optional.of(OutsideNetwork.start(node)) : Optional.empty();
  }

  /** Starts a pod whose volumes are those of Cortex. */
  LinuxSandbox pod(String name) {
    return pod(name, emptyDir("mnt"), emptyDir("cortex"));
  }

  LinuxSandbox pod(String name, Volume... volumes) {
    return runtime.startSandbox(new SandboxConfig("default", name, name, List.of(volumes)));
  }

  static Volume emptyDir(String name) {
    return new Volume.EmptyDir(name, OptionalLong.empty());
  }

  static Mount mount(String volume, String path) {
    return new Mount(volume, path, Optional.empty(), false);
  }

  static Started shell(LinuxSandbox pod, String script) {
    return new Container("app", "bash", "-c", script).start(pod);
  }

  @Override
  public void close() {
    outside.ifPresent(OutsideNetwork::close);
    runtime.close();
  }

  /** A container that is yet to be started; a root user on this machine's files by default. */
  static final class Container {

    private final String name;
    private final List<String> command;
    private RootFilesystem root = new RootFilesystem.Host();
    private User user = User.ROOT;
    private String workingDirectory = "/";
    private Map<String, String> environment = Map.of();
    private boolean privileged;
    private final List<Mount> mounts = new ArrayList<>();

    Container(String name, String... command) {
      this(name, Arrays.asList(command));
    }

    Container(String name, List<String> command) {
      this.name = name;
      this.command = command;
    }

    Container root(RootFilesystem other) {
      root = other;
      return this;
    }

    Container user(int uid, int gid) {
      user = new User(uid, gid);
      return this;
    }

    Container in(String directory) {
      workingDirectory = directory;
      return this;
    }

    Container env(Map<String, String> other) {
      environment = other;
      return this;
    }

    Container privileged() {
      privileged = true;
      return this;
    }

    Container mounts(Mount... more) {
      mounts.addAll(Arrays.asList(more));
      return this;
    }

    Started start(LinuxSandbox pod) {
      try {
        return tryStart(pod);
      } catch (StartFailure e) {
        throw new AssertionError(e);
      }
    }

    Started tryStart(LinuxSandbox pod) throws StartFailure {
      BlockingQueue<String> lines = new LinkedBlockingQueue<>();
      RunningContainer running =
          pod.start(
              new ContainerSpec(
                  name,
                  root,
                  command,
                  environment,
                  workingDirectory,
                  user,
                  mounts,
                  privileged,
                  lines::add));
      return new Started(running, lines);
    }
  }

  /** A container that runs. */
  record Started(RunningContainer container, BlockingQueue<String> lines) {

    /** Waits for its end, and returns its exit code. */
    int code() {
      try {
        return container.exit().get(20, TimeUnit.SECONDS).code();
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        throw new AssertionError("the container has not ended; it wrote " + lines, e);
      }
    }

    /** Waits for its end, and returns all that it wrote. */
    String output() {
      code();
      return String.join("\n", lines);
    }

    /** Waits for a line. */
    String line() {
      try {
        String line = lines.poll(20, TimeUnit.SECONDS);
        if (line == null) {
          throw new AssertionError("the container has written no further line");
        }
        return line;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
