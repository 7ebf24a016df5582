package io.cortexlocal.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.istio.EnvoyFileWriter;
import io.cortexlocal.istio.GatewayWorkload;
import io.cortexlocal.istio.GatewayWorkload.Tcp;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneTests {

  private static final long SECONDS = 30;

  @TempDir Path directory;

  private final Map<String, Consumer<Change<Object>>> watches = new ConcurrentHashMap<>();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @Test
  void goesOnAfterAnObjectThatItCannotRead() throws Exception {
    GatewayWorkload workload =
        GatewayWorkload.of(
            Map.of("istio", "gateway"), Map.of(80, new Tcp("127.0.0.1", 0)), directory);
    try (ControlPlane controlPlane =
        new ControlPlane(
            kubernetes(),
            workload,
            EnvoyFileWriter.beforeStart(directory),
            new ControlPlaneLog(lines::add))) {
      Thread runner =
          new Thread(
              () -> {
                try {
                  controlPlane.run();
                } catch (InterruptedException e) {
                  lines.add("interrupted");
                } catch (IOException e) {
                  lines.add(e.toString());
                }
              });
      runner.start();
      assertThat(RoutesApplied.parse(next())).isPresent();

      Service broken = service("broken");
      broken.setSpec(null);
      services().accept(new Change.Added<>(broken));
      assertThat(Complaint.parse(next()))
          .hasValueSatisfying(
              complaint -> {
                assertThat(complaint.kind()).isEqualTo("failed");
                assertThat(complaint.message()).contains("NullPointerException");
              });

      services().accept(new Change.Deleted<>(broken));
      assertThat(RoutesApplied.parse(next())).isPresent();
      assertThat(directory.resolve("cds.json")).exists();
      assertThat(directory.resolve("lds.json")).exists();

      runner.interrupt();
      assertThat(next()).isEqualTo("interrupted");
      runner.join();
    }
  }

  private String next() throws InterruptedException {
    String line = lines.poll(SECONDS, TimeUnit.SECONDS);
    assertThat(line).as("a line within %d s", SECONDS).isNotNull();
    return line;
  }

  private Consumer<Change<Object>> services() {
    return watches.get("Service");
  }

  private static Service service(String name) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .endMetadata()
        .build();
  }

  /** A cluster without objects, whose changes the test makes. */
  @SuppressWarnings("unchecked")
  private Kubernetes kubernetes() {
    Subscription subscription = () -> {};
    return (Kubernetes)
        Proxy.newProxyInstance(
            Kubernetes.class.getClassLoader(),
            new Class<?>[] {Kubernetes.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("watch")) {
                throw new UnsupportedOperationException(method.getName());
              }
              watches.put(
                  ((ResourceType<?>) arguments[0]).kind(), (Consumer<Change<Object>>) arguments[3]);
              return subscription;
            });
  }
}
