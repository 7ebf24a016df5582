package io.cortexlocal.cluster.embedded.runtime;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Runs pods on this machine, as a CRI runtime does for the kubelet. Safe for use by several
 * threads.
 */
public interface ContainerRuntime extends AutoCloseable {

  /**
   * Makes a pod's network namespace and volumes.
   *
   * @throws RuntimeFailure when the machine does not allow it, with its own message
   */
  PodSandbox startSandbox(SandboxConfig config);

  /**
   * Connects to an address of the cluster's network, as the node does.
   *
   * @return a connected channel; what is written to it arrives there, end of file included
   * @throws IOException whose message is the kernel's reason in lower case, such as {@code
   *     connection refused} or {@code no route to host}; {@code i/o timeout} when the time is up
   */
  SocketChannel dial(String address, int port, Duration timeout) throws IOException;

  /** Ends every pod at once, and leaves nothing of them. Never throws. */
  @Override
  void close();
}
