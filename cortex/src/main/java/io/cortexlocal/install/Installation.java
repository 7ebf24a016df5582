package io.cortexlocal.install;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.GatewayParts;
import io.cortexlocal.model.IstioGateway;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What Cortex's installer leaves in a cluster, as far as Realtime APIs meet it. */
public final class Installation {

  private final List<HasMetadata> beforeGateway = new ArrayList<>();
  private final GatewayObjects gateway = new GatewayObjects(Cluster.GATEWAY_NODE_PORT);
  private final HasMetadata apisGateway = apisGateway();

  /**
   * Prepares the objects; it takes a while, and needs no cluster.
   *
   * @param cortexVersion what the sidecars are told as {@code CORTEX_VERSION}
   */
  public Installation(String cortexVersion) {
    beforeGateway.add(namespace(Names.ISTIO_NAMESPACE, Map.of()));
    beforeGateway.add(namespace(Names.NAMESPACE, Map.of("istio-discovery", "enabled")));
    beforeGateway.addAll(IstioCrds.all());
    beforeGateway.addAll(configMaps(cortexVersion));
  }

  /** Returns the objects; later ones of the list need earlier ones. */
  public List<HasMetadata> objects(GatewayParts parts) {
    List<HasMetadata> objects = new ArrayList<>(beforeGateway);
    objects.addAll(gateway.with(parts));
    objects.add(apisGateway);
    return List.copyOf(objects);
  }

  private static HasMetadata namespace(String name, Map<String, String> labels) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .build();
  }

  private static List<HasMetadata> configMaps(String cortexVersion) {
    return List.of(
        configMap("client-config", Map.of("cli.yaml", ClusterFiles.cliYaml())),
        configMap("cluster-config", Map.of("cluster.yaml", ClusterFiles.clusterYaml())),
        configMap("env-vars", ClusterFiles.environment(cortexVersion)));
  }

  private static HasMetadata configMap(String name, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(Names.NAMESPACE)
        .endMetadata()
        .withData(data)
        .build();
  }

  private static IstioGateway apisGateway() {
    IstioGateway gateway = new IstioGateway();
    gateway.setMetadata(
        new ObjectMetaBuilder().withName(Names.GATEWAY).withNamespace(Names.NAMESPACE).build());
    gateway.setAdditionalProperty(
        "spec",
        Map.of(
            "selector",
            Map.of("istio", Names.GATEWAY_WORKLOAD),
            "servers",
            List.of(
                Map.of(
                    "port",
                    Map.of("number", 80, "name", "http", "protocol", "HTTP"),
                    "hosts",
                    List.of("*")))));
    return gateway;
  }
}
