package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceNamesTests {

  private static final String HEAD =
      """
      # Kubernetes-managed hosts file.
      127.0.0.1\tlocalhost
      ::1\tlocalhost ip6-localhost ip6-loopback
      fe00::0\tip6-localnet
      fe00::0\tip6-mcastprefix
      fe00::1\tip6-allnodes
      fe00::2\tip6-allrouters
      10.42.0.9\tapi-x-1
      """;

  @Test
  void withoutServicesItIsTheKubeletsOwn() {
    assertThat(ServiceNames.of(List.of()).hostsFile("default", "api-x-1", "10.42.0.9"))
        .isEqualTo(HEAD);
  }

  @Test
  void everyReadyPodOfAServiceHasAllItsNames() {
    assertThat(
            ServiceNames.of(
                    List.of(
                        slice("default", "api-x", true, "10.42.0.5", "10.42.0.4"),
                        slice("istio-system", "ingressgateway-apis", null, "10.42.0.2")))
                .hostsFile("default", "api-x-1", "10.42.0.9"))
        .isEqualTo(
            HEAD
                + """
                10.42.0.4\tapi-x api-x.default api-x.default.svc api-x.default.svc.cluster.local
                10.42.0.5\tapi-x api-x.default api-x.default.svc api-x.default.svc.cluster.local
                10.42.0.2\tingressgateway-apis.istio-system ingressgateway-apis.istio-system.svc\
                 ingressgateway-apis.istio-system.svc.cluster.local
                """);
  }

  @Test
  void aPodThatIsNotReadyHasNoName() {
    EndpointSlice empty =
        new EndpointSliceBuilder(slice("default", "empty", true)).withEndpoints().build();
    assertThat(
            ServiceNames.of(List.of(slice("default", "api-x", false, "10.42.0.5"), empty))
                .hostsFile("default", "api-x-1", "10.42.0.9"))
        .isEqualTo(HEAD);
  }

  @Test
  void slicesOfOneServiceAddUp() {
    assertThat(
            ServiceNames.of(
                    List.of(
                        slice("default", "api-x", true, "10.42.0.5"),
                        slice("default", "api-x", true, "10.42.0.6", "10.42.0.5")))
                .hostsFile("other", "api-x-1", "10.42.0.9"))
        .isEqualTo(
            HEAD
                + """
                10.42.0.5\tapi-x.default api-x.default.svc api-x.default.svc.cluster.local
                10.42.0.6\tapi-x.default api-x.default.svc api-x.default.svc.cluster.local
                """);
  }

  @Test
  void aPodWithANameOfItsOwnHasThatBelowTheServices() {
    EndpointSlice slice =
        new EndpointSliceBuilder(slice("local", "cortex", true, "10.42.0.5"))
            .editFirstEndpoint()
            .withHostname("host")
            .endEndpoint()
            .build();

    assertThat(ServiceNames.of(List.of(slice)).hostsFile("default", "api-x-1", "10.42.0.9"))
        .isEqualTo(
            HEAD
                + """
                10.42.0.5\tcortex.local cortex.local.svc cortex.local.svc.cluster.local\
                 host.cortex.local host.cortex.local.svc host.cortex.local.svc.cluster.local
                """);
    assertThat(ServiceNames.of(List.of(slice)).hostsFile("local", "host", "10.42.0.9"))
        .contains("cortex.local.svc.cluster.local host.cortex host.cortex.local ");
  }

  @Test
  void aNameLeadsToTheAddressesThatItHas() {
    EndpointSlice slice =
        new EndpointSliceBuilder(slice("local", "cortex", true, "10.42.0.5", "10.42.0.6"))
            .editFirstEndpoint()
            .withHostname("host")
            .endEndpoint()
            .build();
    ServiceNames names = ServiceNames.of(List.of(slice));

    assertThat(names.lead("local", "cortex", "10.42.0.5")).isTrue();
    assertThat(names.lead("local", "cortex", "10.42.0.6")).isTrue();
    assertThat(names.lead("local", "cortex", "10.42.0.7")).isFalse();
    assertThat(names.lead("local", "host.cortex", "10.42.0.5")).isTrue();
    assertThat(names.lead("local", "host.cortex", "10.42.0.6")).isFalse();
    assertThat(names.lead("default", "host.cortex", "10.42.0.5")).isFalse();
  }

  private static EndpointSlice slice(
      String namespace, String service, Boolean ready, String... addresses) {
    EndpointSliceBuilder slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .addToLabels("kubernetes.io/service-name", service)
            .endMetadata();
    for (String address : addresses) {
      slice
          .addNewEndpoint()
          .withAddresses(address)
          .withNewConditions()
          .withReady(ready)
          .endConditions()
          .endEndpoint();
    }
    return slice.build();
  }
}
