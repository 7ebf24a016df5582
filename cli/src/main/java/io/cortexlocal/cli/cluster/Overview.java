package io.cortexlocal.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cluster.embedded.inspect.InspectException;
import io.cortexlocal.cluster.embedded.inspect.ReadableKind;
import io.cortexlocal.cluster.embedded.inspect.Request;
import io.cortexlocal.cluster.embedded.inspect.RunningCluster;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The clusters with their APIs. */
record Overview(Instant now) {

  private static final String NAMESPACE = "default";

  /** Returns the lines; a cluster that ends meanwhile says so in them. */
  String of(List<RunningCluster> clusters) {
    StringBuilder text = new StringBuilder();
    for (RunningCluster cluster : clusters) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      try {
        text.append(of(cluster));
      } catch (InspectException e) {
        text.append(e.getMessage()).append('\n');
      }
    }
    return text.toString();
  }

  private String of(RunningCluster cluster) {
    JsonNode facts = cluster.ask(new Request.Overview());
    String gateway = facts.path("gateway").asText();
    Table head = new Table(List.of("CLUSTER", "PROCESS", "AGE", "GATEWAY", "COMMAND"));
    head.add(
        List.of(
            Long.toString(cluster.node()),
            Long.toString(cluster.process()),
            Age.since(facts.path("startedAt").asText(), now),
            gateway,
            ClusterChoice.shortened(cluster.command())));
    return head.text() + "\n" + apis(cluster, gateway);
  }

  private String apis(RunningCluster cluster, String gateway) {
    Map<String, String> endpoints = new LinkedHashMap<>();
    for (JsonNode service : list(cluster, ReadableKind.VIRTUALSERVICES)) {
      JsonNode match = service.path("spec").path("http").path(0).path("match").path(0);
      endpoints.put(
          service.path("metadata").path("labels").path("apiName").asText(),
          gateway + match.path("uri").path("exact").asText());
    }
    List<JsonNode> deployments = list(cluster, ReadableKind.DEPLOYMENTS);
    Table table = new Table(List.of("API", "READY", "UP-TO-DATE", "AVAILABLE", "AGE", "ENDPOINT"));
    int rows = 0;
    for (JsonNode deployment : deployments) {
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
              endpoints.getOrDefault(name, Fields.NONE)));
      rows++;
    }
    return rows == 0 ? "no APIs are deployed\n" : table.text();
  }

  private static List<JsonNode> list(RunningCluster cluster, ReadableKind kind) {
    return Fields.list(
        cluster
            .ask(new Request.Get(kind, Optional.of(NAMESPACE), Optional.empty(), Map.of()))
            .path("items"));
  }
}
