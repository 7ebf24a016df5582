package io.cortexlocal.activator;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.inflight.ScaledApis;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the activator is in a cluster. */
@Timeout(60)
class ActivatorTests {

  private final Closer closer = new Closer();
  private final InMemoryCluster cluster = closer.register(InMemoryCluster.start());

  ActivatorTests() {
    cluster.makeWhatPodsMount();
  }

  @AfterEach
  void close() {
    closer.close();
  }

  @Test
  void itIsThereOnceAnApiMayHaveNoReplica() {
    closer.register(Activator.whereNeeded(cluster.kubernetes(), "example/programs:1"));
    ScaledApis.deploy(cluster, ApiConfigs.api("a1").replicas(1, 100, 1).build(), 1);
    assertThat(activator()).isEmpty();

    ScaledApis.deploy(cluster, ApiConfigs.api("a2").replicas(0, 100, 1).build(), 1);
    cluster.await("the activator is there", () -> activator().isPresent());

    Container container =
        activator().orElseThrow().getSpec().getTemplate().getSpec().getContainers().get(0);
    assertThat(container.getImage()).isEqualTo("example/programs:1");
    assertThat(container.getArgs()).isEqualTo(List.of("activator"));
    assertThat(cluster.kubernetes().get(ResourceType.SERVICE, Names.NAMESPACE, Names.ACTIVATOR))
        .hasValueSatisfying(
            service -> assertThat(service.getSpec().getPorts().get(0).getPort()).isEqualTo(8000));
  }

  private Optional<Deployment> activator() {
    return cluster.kubernetes().get(ResourceType.DEPLOYMENT, Names.NAMESPACE, Names.ACTIVATOR);
  }
}
