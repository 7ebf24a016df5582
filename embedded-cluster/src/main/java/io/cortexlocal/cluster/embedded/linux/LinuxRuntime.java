package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.runtime.ContainerRuntime;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.runtime.SandboxConfig;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs pods in a {@link LinuxNode}. */
public final class LinuxRuntime implements ContainerRuntime {

  private final LinuxNode node;
  private final long defaultBytes;
  private final Reach reach;
  private final Dialer dialer;
  private final PodAddresses addresses = new PodAddresses();
  private final AtomicInteger made = new AtomicInteger();
  private final Set<LinuxSandbox> sandboxes = ConcurrentHashMap.newKeySet();

  /**
   * Creates a runtime.
   *
   * @param node to run pods in; it is closed with the runtime
   * @param defaultBytes what may be written to a volume without a limit, and to a container's own
   *     files
   * @param reach of the pods; for {@link Reach#OUTSIDE} the node has an {@link OutsideNetwork}
   */
  public LinuxRuntime(LinuxNode node, long defaultBytes, Reach reach) {
    this.node = node;
    this.defaultBytes = defaultBytes;
    this.reach = reach;
    this.dialer = new Dialer(node.files().resolve("dial.sock"));
  }

  @Override
  public LinuxSandbox startSandbox(SandboxConfig config) {
    if (!node.alive()) {
      throw new RuntimeFailure("The embedded node has ended.");
    }
    String id = "p" + made.incrementAndGet();
    String address = addresses.take();
    LinuxSandbox sandbox =
        new LinuxSandbox(node, id, address, config, defaultBytes, reach, this::forget);
    sandboxes.add(sandbox);
    try {
      sandbox.setUp();
      return sandbox;
    } catch (RuntimeException | Error e) {
      sandbox.close();
      throw e;
    }
  }

  private void forget(LinuxSandbox sandbox) {
    sandboxes.remove(sandbox);
    addresses.free(sandbox.address());
  }

  @Override
  public SocketChannel dial(String address, int port, Duration timeout) throws IOException {
    return dialer.dial(address, port, timeout);
  }

  @Override
  public void close() {
    node.close();
    sandboxes.forEach(LinuxSandbox::close);
  }
}
