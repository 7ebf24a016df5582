package io.cortexlocal.cluster.embedded.program;

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
  private final CompletableFuture<ProgramCluster> cluster = new CompletableFuture<>();

  /**
   * Starts none yet.
   *
   * @param time the cluster's, which is the programs'
   */
  public PodPrograms(LinuxNode node, Time time) {
    this.node = node;
    this.time = time;
  }

  /** Says which cluster the programs work on; they wait for it. */
  public void workOn(ProgramCluster around) {
    cluster.complete(around);
  }

  /** Starts the program that a container's command names first. */
  public RunningContainer start(LinuxSandbox pod, ContainerSpec spec) {
    List<String> command = spec.command();
    PodContext context =
        new PodContext(
            new PodPorts(node, pod),
            pod.address(),
            cluster,
            time,
            pod.volumes(spec.mounts()),
            command.subList(1, command.size()),
            spec.output());
    return ProgramContainer.start(command.get(0), context);
  }
}
