package io.cortexlocal.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cluster.embedded.rest.Age;
import io.cortexlocal.cluster.embedded.rest.ClusterApi;
import io.cortexlocal.cluster.embedded.rest.RunningCluster;
import io.cortexlocal.cluster.embedded.rest.UnreadableClusterException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The clusters with their APIs. */
record Overview(Instant now) {

  private static final String NONE = "<none>";
  private static final String VIRTUAL_SERVICES =
      "/apis/networking.istio.io/v1beta1/namespaces/default/virtualservices";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

  /** Returns the lines; a cluster that ends meanwhile says so in them. */
  String of(List<RunningCluster> clusters) {
    StringBuilder text = new StringBuilder();
    for (RunningCluster cluster : clusters) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      try {
        text.append(of(cluster));
      } catch (UnreadableClusterException e) {
        text.append(e.getMessage()).append('\n');
      }
    }
    return text.toString();
  }

  private String of(RunningCluster cluster) {
    ClusterApi api = cluster.api();
    String gateway = api.gateway().toString();
    Table head = new Table(List.of("CLUSTER", "PROCESS", "AGE", "GATEWAY", "COMMAND"));
    head.add(
        List.of(
            Long.toString(cluster.node()),
            Long.toString(cluster.process()),
            Age.since(api.startedAt().toString(), now),
            gateway,
            ClusterChoice.shortened(cluster.command())));
    return "%s\nkubectl --kubeconfig %s\n\n%s"
        .formatted(head.text(), cluster.kubeconfig(), apis(api, gateway));
  }

  private String apis(ClusterApi api, String gateway) {
    Map<String, String> endpoints = new LinkedHashMap<>();
    for (JsonNode service : api.get(VIRTUAL_SERVICES).path("items")) {
      JsonNode match = service.path("spec").path("http").path(0).path("match").path(0);
      endpoints.put(
          service.path("metadata").path("labels").path("apiName").asText(),
          gateway + match.path("uri").path("exact").asText());
    }
    Table table = new Table(List.of("API", "READY", "UP-TO-DATE", "AVAILABLE", "AGE", "ENDPOINT"));
    int rows = 0;
    for (JsonNode deployment : api.get(DEPLOYMENTS).path("items")) {
      JsonNode metadata = deployment.path("metadata");
      String name = metadata.path("labels").path("apiName").asText();
      if (name.isEmpty()) {
        continue;
      }
      JsonNode status = deployment.path("status");
      table.add(
          List.of(
              name,
              status.path("readyReplicas").asInt()
                  + "/"
                  + deployment.path("spec").path("replicas").asInt(),
              status.path("updatedReplicas").asText("0"),
              status.path("availableReplicas").asText("0"),
              Age.since(metadata.path("creationTimestamp").asText(), now),
              endpoints.getOrDefault(name, NONE)));
      rows++;
    }
    return rows == 0 ? "no APIs are deployed\n" : table.text();
  }
}
