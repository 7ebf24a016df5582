package io.cortexlocal.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.GatewayParts;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.image.LocalImages;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A cluster in which the relay to this machine runs, on the loopback interface, and no more. */
final class RelayCluster implements Cluster {

  private final CompletableFuture<RelayPorts> relay = new CompletableFuture<>();
  private final AtomicBoolean losing = new AtomicBoolean();
  private volatile boolean unready;

  /** Says whether the relay's pod is not ready. */
  void keepFromReady(boolean keep) {
    unready = keep;
  }

  /** Has the next connection break on which a port is opened again. */
  void loseNextOpening() {
    losing.set(true);
  }

  /** Returns whether that has come to pass. */
  boolean hasLostOpening() {
    return !losing.get();
  }

  void awaitInstalled() throws Exception {
    assertThat(relay.get(20, TimeUnit.SECONDS)).isNotNull();
  }

  /** Returns where a port of the relay's pod is. */
  int port(int number) {
    return relay.join().port(number);
  }

  @Override
  public Kubernetes kubernetes() {
    return (Kubernetes)
        Proxy.newProxyInstance(
            Kubernetes.class.getClassLoader(),
            new Class<?>[] {Kubernetes.class},
            (proxy, method, arguments) -> call(method, List.of(arguments)));
  }

  private Object call(Method method, List<Object> arguments) throws IOException {
    return switch (method.getName()) {
      case "apply" -> applied(arguments.get(1));
      case "watch" -> (Subscription) () -> {};
      case "list" -> unready ? List.of() : List.of(pod());
      case "events" -> List.of();
      case "logs" -> "";
      case "connect" -> connect((int) arguments.get(2));
      default -> throw new UnsupportedOperationException(method.getName());
    };
  }

  private Object applied(Object object) {
    if (object instanceof Deployment deployment) {
      run(deployment.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs());
    }
    return object;
  }

  private void run(List<String> arguments) {
    relay.complete(
        RelayPorts.start(
            new HostRelayProgram(),
            List.of("local", "host.cortex", HostObjects.OWN_PORT),
            arguments.get(1),
            new CountDownLatch(0)));
  }

  private static Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(HostObjects.NAMESPACE)
        .withName("host-1")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  private ByteChannel connect(int number) throws IOException {
    SocketChannel to =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(number)));
    return new ByteChannel() {
      @Override
      public int read(ByteBuffer bytes) throws IOException {
        return to.read(bytes);
      }

      @Override
      public int write(ByteBuffer bytes) throws IOException {
        String said = US_ASCII.decode(bytes.duplicate()).toString();
        if (said.contains(" " + HostRelayProgram.OPEN) && losing.getAndSet(false)) {
          throw new IOException("the connection broke");
        }
        return to.write(bytes);
      }

      @Override
      public boolean isOpen() {
        return to.isOpen();
      }

      @Override
      public void close() throws IOException {
        to.close();
      }
    };
  }

  @Override
  public String backend() {
    return "relay";
  }

  @Override
  public GatewayParts gatewayParts() {
    return new GatewayParts("example/envoy:1", "example/programs:1");
  }

  @Override
  public URI gateway() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void load(Collection<String> images, LocalImages local) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void requireAlive() {}

  @Override
  public void close() {
    if (relay.isDone()) {
      try {
        relay.join().close();
      } catch (IOException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
