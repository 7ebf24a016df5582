package io.cortexlocal.cluster.embedded.runtime;

/** A pod's network namespace and volumes, in which its containers run. */
public interface PodSandbox extends AutoCloseable {

  /** Returns the pod's address, 10.42.x.x. */
  String address();

  /** Sets what the containers' {@code /etc/hosts} says, at once and for those that run already. */
  void hosts(String text);

  /**
   * Starts a container, and returns once its program runs.
   *
   * @throws StartFailure when the program cannot be run
   * @throws RuntimeFailure when the machine does not do its part
   */
  RunningContainer start(ContainerSpec config) throws StartFailure;

  /** Ends its containers at once, and leaves nothing of the pod. Never throws. */
  @Override
  void close();
}
