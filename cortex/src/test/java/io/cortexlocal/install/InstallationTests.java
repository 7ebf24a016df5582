package io.cortexlocal.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.GatewayParts;
import io.cortexlocal.model.IstioGateway;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What stands in a cluster before the first API, and what of Cortex's own does not. */
class InstallationTests {

  private final List<HasMetadata> objects =
      new Installation("0.42.7").objects(new GatewayParts("control:1", "envoy:1"));

  @Test
  void theGatewayIsTheOnlyProgram() {
    assertThat(objects)
        .filteredOn(it -> it.getKind().matches("Deployment|StatefulSet|DaemonSet|Pod|Job"))
        .extracting(InstallationTests::name)
        .containsExactly("Deployment istio-system/ingressgateway-apis");
  }

  @Test
  void theGatewaysIsTheOnlyService() {
    assertThat(all(Service.class))
        .extracting(InstallationTests::name)
        .containsExactly("Service istio-system/ingressgateway-apis");
    assertThat(all(IstioGateway.class))
        .extracting(InstallationTests::name)
        .containsExactly("Gateway default/apis-gateway");
  }

  @Test
  void theGatewayListensOnPort80Alone() {
    assertThat(all(Service.class).get(0).getSpec().getPorts())
        .extracting(ServicePort::getPort)
        .containsExactly(80);
    assertThat(all(IstioGateway.class).get(0).<List<?>>get("spec", "servers"))
        .isEqualTo(
            List.of(
                Map.of(
                    "port",
                    Map.of("number", 80, "name", "http", "protocol", "HTTP"),
                    "hosts",
                    List.of("*"))));
  }

  @Test
  void theGatewaysPodAsksForLessAndHasNoLimits() {
    List<Container> containers =
        all(Deployment.class).get(0).getSpec().getTemplate().getSpec().getContainers();

    assertThat(containers)
        .extracting(container -> container.getResources().getRequests())
        .containsExactly(
            Map.of("cpu", new Quantity("100m"), "memory", new Quantity("128Mi")),
            Map.of("cpu", new Quantity("100m"), "memory", new Quantity("64Mi")));
    assertThat(containers).allMatch(container -> container.getResources().getLimits().isEmpty());
  }

  @Test
  void nothingGivesAwsCredentials() {
    assertThat(all(Secret.class)).isEmpty();
    assertThat(all(ServiceAccount.class))
        .allMatch(account -> account.getMetadata().getAnnotations().isEmpty());
    assertThat(configMap("env-vars"))
        .doesNotContainKeys("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");
  }

  @Test
  void theClustersConfigurationIsShortAndItsRegionNotAwss() {
    assertThat(configMap("cluster-config"))
        .isEqualTo(Map.of("cluster.yaml", "cluster_name: cortex-local\nregion: local\n"));
    assertThat(configMap("env-vars"))
        .containsEntry("CORTEX_REGION", "local")
        .containsEntry("AWS_DEFAULT_REGION", "local")
        .containsEntry("CORTEX_VERSION", "0.42.7");
  }

  private Map<String, String> configMap(String name) {
    return all(ConfigMap.class).stream()
        .filter(it -> it.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getData();
  }

  private <T> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static String name(HasMetadata object) {
    return "%s %s/%s"
        .formatted(
            object.getKind(), object.getMetadata().getNamespace(), object.getMetadata().getName());
  }
}
