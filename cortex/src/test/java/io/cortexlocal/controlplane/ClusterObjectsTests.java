package io.cortexlocal.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterObjectsTests {

  private static final Service SERVICE =
      new ServiceBuilder()
          .withNewMetadata()
          .withNamespace("default")
          .withName("api-a1")
          .endMetadata()
          .withNewSpec()
          .addNewPort()
          .withName("http")
          .withPort(8888)
          .endPort()
          .endSpec()
          .build();

  @Test
  void readyPodsOfAServiceAreItsEndpoints() {
    EndpointSlice slice =
        slice()
            .addNewEndpoint()
            .withAddresses("10.42.0.5")
            .withNewConditions()
            .withReady(true)
            .endConditions()
            .endEndpoint()
            .addNewEndpoint()
            .withAddresses("10.42.0.6")
            .withNewConditions()
            .withReady(false)
            .endConditions()
            .endEndpoint()
            .addNewEndpoint()
            .withAddresses("10.42.0.7")
            .endEndpoint()
            .addNewPort()
            .withName("http")
            .withPort(8888)
            .endPort()
            .build();

    assertThat(objects(slice).applied().endpoints())
        .isEqualTo(Map.of("default/api-a1", Set.of("10.42.0.5:8888", "10.42.0.7:8888")));
  }

  @Test
  void aSliceOfAServiceWithoutPodsHasNullLists() {
    EndpointSlice slice = slice().build();
    slice.setEndpoints(null);
    slice.setPorts(null);

    assertThat(objects(slice).snapshot().endpoints()).isEmpty();
    assertThat(objects(slice).snapshot().services()).hasSize(1);
  }

  @Test
  void aSliceOfNoServiceIsLeftAlone() {
    EndpointSlice slice = slice().build();
    slice.getMetadata().setLabels(null);

    assertThat(objects(slice).snapshot().endpoints()).isEmpty();
  }

  private static EndpointSliceBuilder slice() {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("api-a1-x")
        .withLabels(Map.of("kubernetes.io/service-name", "api-a1"))
        .endMetadata();
  }

  private static ClusterObjects objects(EndpointSlice slice) {
    return ClusterObjects.of(List.of(), List.of(), List.of(SERVICE), List.of(slice));
  }
}
