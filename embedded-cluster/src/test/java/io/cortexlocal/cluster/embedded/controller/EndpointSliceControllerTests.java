package io.cortexlocal.cluster.embedded.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.time.MovedTime;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndpointSliceControllerTests {

  private final MovedTime time = new MovedTime();
  private final ObjectStore store = new ObjectStore(time);
  private EndpointSliceController controller;

  @BeforeEach
  void start() {
    controller = EndpointSliceController.start(store, time);
  }

  @AfterEach
  void close() {
    controller.close();
    store.close();
  }

  @Test
  void aServiceWithoutPodsHasASliceWithoutEndpoints() {
    store.apply(ResourceType.SERVICE, service(new IntOrString(8080), Map.of("app", "web")));

    Objects.await(store, "a slice", () -> slices().size() == 1);
    EndpointSlice slice = slices().get(0);
    assertThat(slice.getEndpoints()).isEmpty();
    assertThat(slice.getPorts()).isEmpty();
    assertThat(slice.getAddressType()).isEqualTo("IPv4");
    assertThat(slice.getMetadata().getName()).matches("web-[bcdfghjklmnpqrstvwxz2456789]{5}");
    assertThat(slice.getMetadata().getLabels())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "kubernetes.io/service-name", "web",
                "endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io",
                "own", "label"));
  }

  @Test
  void anEndpointFollowsItsPodFromAddressToEnd() {
    store.apply(ResourceType.SERVICE, service(new IntOrString(8080), Map.of("app", "web")));
    pod("p1", "web", 9000);
    pod("other", "other", 9000);
    address("p1", "10.42.0.7");
    await(Map.of("10.42.0.7", "ready=false serving=false terminating=false"));

    ready("p1", true);
    await(Map.of("10.42.0.7", "ready=true serving=true terminating=false"));
    Endpoint endpoint = slices().get(0).getEndpoints().get(0);
    assertThat(endpoint.getNodeName()).isEqualTo("node");
    assertThat(endpoint.getTargetRef().getName()).isEqualTo("p1");
    assertThat(endpoint.getTargetRef().getKind()).isEqualTo("Pod");
    assertThat(slices().get(0).getPorts())
        .singleElement()
        .satisfies(
            port -> {
              assertThat(port.getName()).isEqualTo("http");
              assertThat(port.getPort()).isEqualTo(8080);
              assertThat(port.getProtocol()).isEqualTo("TCP");
            });

    store.delete(ResourceType.POD, "default", "p1");
    await(Map.of("10.42.0.7", "ready=false serving=true terminating=true"));
    store.remove(ResourceType.POD, "default", "p1");
    await(Map.of());
    assertThat(slices()).hasSize(1);
  }

  @Test
  void aPodThatNamesTheServiceAsItsSubdomainHasANameOfItsOwn() {
    store.apply(ResourceType.SERVICE, service(new IntOrString(8080), Map.of("app", "web")));
    pod("named", "web", 9000);
    pod("elsewhere", "web", 9000);
    update("named", pod -> pod.editSpec().withHostname("a").withSubdomain("web").endSpec());
    update("elsewhere", pod -> pod.editSpec().withHostname("b").withSubdomain("other").endSpec());
    address("named", "10.42.0.7");
    address("elsewhere", "10.42.0.8");

    Objects.await(
        store,
        "the name of one",
        () ->
            slices().stream()
                .flatMap(slice -> slice.getEndpoints().stream())
                .map(endpoint -> endpoint.getAddresses() + " " + endpoint.getHostname())
                .sorted()
                .toList()
                .equals(List.of("[10.42.0.7] a", "[10.42.0.8] null")));
  }

  @Test
  void aPodThatLeavesTheSelectorIsNoEndpoint() {
    store.apply(ResourceType.SERVICE, service(new IntOrString(8080), Map.of("app", "web")));
    pod("p1", "web", 9000);
    address("p1", "10.42.0.7");
    await(Map.of("10.42.0.7", "ready=false serving=false terminating=false"));
    update("p1", pod -> pod.editMetadata().addToLabels("app", "gone").endMetadata());
    await(Map.of());
  }

  @Test
  void aPodThatHasEndedIsNoEndpoint() {
    store.apply(ResourceType.SERVICE, service(new IntOrString(8080), Map.of("app", "web")));
    pod("p1", "web", 9000);
    address("p1", "10.42.0.7");
    await(Map.of("10.42.0.7", "ready=false serving=false terminating=false"));
    update("p1", pod -> pod.editStatus().withPhase("Failed").endStatus());
    await(Map.of());
  }

  @Test
  void aNamedPortIsWhatEachPodSays() {
    store.apply(ResourceType.SERVICE, service(new IntOrString("web-port"), Map.of("app", "web")));
    pod("p1", "web", 9000);
    address("p1", "10.42.0.7");
    pod("p2", "web", 9001);
    address("p2", "10.42.0.8");
    Objects.await(
        store,
        "a slice for each number of the port",
        () ->
            slices().stream()
                .map(
                    slice ->
                        slice.getPorts().stream().map(port -> port.getPort()).toList()
                            + " "
                            + slice.getEndpoints().stream()
                                .flatMap(endpoint -> endpoint.getAddresses().stream())
                                .toList())
                .sorted()
                .toList()
                .equals(List.of("[9000] [10.42.0.7]", "[9001] [10.42.0.8]")));

    store.remove(ResourceType.POD, "default", "p2");
    await(Map.of("10.42.0.7", "ready=false serving=false terminating=false"));
    Objects.await(store, "one slice", () -> slices().size() == 1);
  }

  @Test
  void aServiceWithoutASelectorGetsNone() {
    store.apply(ResourceType.SERVICE, service(new IntOrString(8080), Map.of("app", "web")));
    Objects.await(store, "a slice", () -> slices().size() == 1);
    store.apply(ResourceType.SERVICE, service(new IntOrString(8080), Map.of()));
    Objects.await(store, "no slice", () -> slices().isEmpty());
  }

  @Test
  void itsSliceGoesWithAService() {
    store.apply(ResourceType.SERVICE, service(new IntOrString(8080), Map.of("app", "web")));
    Objects.await(store, "a slice", () -> slices().size() == 1);
    store.delete(ResourceType.SERVICE, "default", "web");
    assertThat(slices()).isEmpty();
  }

  private void await(Map<String, String> conditions) {
    Objects.await(store, "endpoints " + conditions, () -> endpoints().equals(conditions));
  }

  private Map<String, String> endpoints() {
    Map<String, String> endpoints = new TreeMap<>();
    for (EndpointSlice slice : slices()) {
      for (Endpoint endpoint : slice.getEndpoints()) {
        endpoints.put(
            endpoint.getAddresses().get(0),
            "ready=%s serving=%s terminating=%s"
                .formatted(
                    endpoint.getConditions().getReady(),
                    endpoint.getConditions().getServing(),
                    endpoint.getConditions().getTerminating()));
      }
    }
    return endpoints;
  }

  private List<EndpointSlice> slices() {
    return store.list(ResourceType.ENDPOINT_SLICE, Optional.empty(), Map.of());
  }

  private void address(String name, String address) {
    update(
        name,
        pod ->
            pod.editSpec()
                .withNodeName("node")
                .endSpec()
                .editStatus()
                .withPhase("Running")
                .withPodIP(address)
                .endStatus());
  }

  private void ready(String name, boolean ready) {
    FakeKubelet.setReady(store, time, name, ready);
  }

  private void update(String name, java.util.function.UnaryOperator<PodBuilder> change) {
    store.update(
        ResourceType.POD, "default", name, pod -> change.apply(new PodBuilder(pod)).build());
  }

  private void pod(String name, String app, int port) {
    Pod pod =
        new PodBuilder(Objects.pod(name, Map.of()))
            .editMetadata()
            .addToLabels("app", app)
            .endMetadata()
            .editSpec()
            .editContainer(0)
            .addNewPort()
            .withName("web-port")
            .withContainerPort(port)
            .endPort()
            .endContainer()
            .endSpec()
            .build();
    store.create(ResourceType.POD, pod);
  }

  private static Service service(IntOrString target, Map<String, String> selector) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("default")
        .addToLabels("own", "label")
        .endMetadata()
        .withNewSpec()
        .withSelector(selector)
        .addNewPort()
        .withName("http")
        .withPort(80)
        .withTargetPort(target)
        .endPort()
        .endSpec()
        .build();
  }
}
