package io.cortexlocal.cluster.embedded;

import io.cortexlocal.cluster.embedded.gateway.GatewayPlace;
import io.cortexlocal.cluster.embedded.image.RootFilesystem;
import io.cortexlocal.cluster.embedded.linux.LinuxRuntime;
import io.cortexlocal.cluster.embedded.linux.LinuxSandbox;
import io.cortexlocal.cluster.embedded.program.PodPrograms;
import io.cortexlocal.cluster.embedded.runtime.ContainerRuntime;
import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import io.cortexlocal.cluster.embedded.runtime.PodSandbox;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.SandboxConfig;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs each container in the way that its image stands for: shut in, in the node, or in here. */
final class EmbeddedRuntime implements ContainerRuntime {

  private final LinuxRuntime pods;
  private final GatewayPlace gateway;
  private final PodPrograms programs;

  /**
   * Creates a runtime.
   *
   * @param pods makes the sandboxes, and is closed with this
   */
  EmbeddedRuntime(LinuxRuntime pods, GatewayPlace gateway, PodPrograms programs) {
    this.pods = pods;
    this.gateway = gateway;
    this.programs = programs;
  }

  @Override
  public PodSandbox startSandbox(SandboxConfig config) {
    return new Sandbox(pods.startSandbox(config));
  }

  @Override
  public SocketChannel dial(String address, int port, Duration timeout) throws IOException {
    return pods.dial(address, port, timeout);
  }

  @Override
  public void close() {
    pods.close();
  }

  /** A pod, whose own runtime knows of the containers only that are shut in. */
  private final class Sandbox implements PodSandbox {

    private final LinuxSandbox pod;
    private final Set<RunningContainer> others = ConcurrentHashMap.newKeySet();

    Sandbox(LinuxSandbox pod) {
      this.pod = pod;
    }

    @Override
    public String address() {
      return pod.address();
    }

    @Override
    public void hosts(String text) {
      pod.hosts(text);
    }

    @Override
    public RunningContainer start(ContainerSpec spec) throws StartFailure {
      if (spec.root() instanceof RootFilesystem.Program) {
        return other(programs.start(pod, spec));
      }
      if (spec.root() instanceof RootFilesystem.Node) {
        return other(gateway.start(pod, spec));
      }
      return pod.start(spec);
    }

    private RunningContainer other(RunningContainer container) {
      others.add(container);
      var unused = container.exit().thenRun(() -> others.remove(container));
      return container;
    }

    @Override
    public void close() {
      others.forEach(RunningContainer::kill);
      pod.close();
    }
  }
}
