package io.cortexlocal.cluster.embedded.program;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.embedded.linux.LinuxNode;
import io.cortexlocal.cluster.embedded.linux.LinuxSandbox;
import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.time.Time;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Starts the programs of a cluster. */
public final class PodPrograms {

  private final LinuxNode node;
  private final Time time;
  private final CompletableFuture<Kubernetes> kubernetes = new CompletableFuture<>();

  /**
   * Starts none yet.
   *
   * @param time the cluster's, which is the programs'
   */
  public PodPrograms(LinuxNode node, Time time) {
    this.node = node;
    this.time = time;
  }

  /** Says which objects the programs work on; they wait for them. */
  public void workOn(Kubernetes objects) {
    kubernetes.complete(objects);
  }

  /** Starts the program that a container's command names first. */
  public RunningContainer start(LinuxSandbox pod, ContainerSpec spec) {
    List<String> command = spec.command();
    PodContext context =
        new PodContext(
            new PodPorts(node, pod),
            kubernetes,
            time,
            pod.volumes(spec.mounts()),
            command.subList(1, command.size()),
            spec.output());
    return ProgramContainer.start(command.get(0), context);
  }
}
