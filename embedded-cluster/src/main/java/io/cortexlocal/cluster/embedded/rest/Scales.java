package io.cortexlocal.cluster.embedded.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.EmbeddedKubernetes;
import io.cortexlocal.json.Json;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The number of a Deployment's replicas, as a Scale. */
final class Scales {

  private final EmbeddedKubernetes kubernetes;
  private final ObjectJson json;

  Scales(EmbeddedKubernetes kubernetes, ObjectJson json) {
    this.kubernetes = kubernetes;
    this.json = json;
  }

  void answer(RestRequest request, ResourcePath path, Responder responder) throws IOException {
    String namespace = path.namespace().orElseThrow();
    String name = path.name().orElseThrow();
    Deployment deployment = deployment(namespace, name);
    if (!request.method().equals("GET")) {
      int replicas = wanted(request, deployment);
      kubernetes.scale(namespace, name, replicas);
      deployment = deployment(namespace, name);
    }
    responder.json(200, scale(deployment));
  }

  private int wanted(RestRequest request, Deployment deployment) {
    if (request.query().text("dryRun").isPresent()) {
      throw ApiFailure.notServed("dryRun");
    }
    JsonNode given = ProtobufBody.read(request, json, ProtobufBody.SCALE);
    if (request.method().equals("PATCH")) {
      if (!request.contentType().matches("application/(strategic-)?merge-patch\\+json")) {
        throw ApiFailure.unsupportedMediaType(
            "the embedded cluster patches deployments/scale with application/merge-patch+json,"
                + " not with \"%s\"".formatted(request.contentType()));
      }
      ObjectNode existing = json.parse(Json.line(scale(deployment)));
      given = MergePatch.apply(existing, given);
    }
    String version = given.path("metadata").path("resourceVersion").asText();
    if (!version.isEmpty() && !version.equals(deployment.getMetadata().getResourceVersion())) {
      throw new ApiFailure(
          409,
          "Conflict",
          "Operation cannot be fulfilled on deployments.apps \"%s\": the object has been modified"
              .formatted(deployment.getMetadata().getName()));
    }
    JsonNode replicas = given.path("spec").path("replicas");
    if (!replicas.isMissingNode() && !replicas.canConvertToInt()) {
      throw ApiFailure.badRequest("spec.replicas: expected a number, but it is " + replicas);
    }
    return replicas.asInt(0);
  }

  private Deployment deployment(String namespace, String name) {
    return kubernetes
        .get(ResourceType.DEPLOYMENT, namespace, name)
        .orElseThrow(() -> ApiFailure.notFound("deployments.apps", name));
  }

  private static Map<String, Object> scale(Deployment deployment) {
    var metadata = deployment.getMetadata();
    Integer now = deployment.getStatus() == null ? null : deployment.getStatus().getReplicas();
    Map<String, String> labels =
        Optional.ofNullable(deployment.getSpec().getSelector().getMatchLabels()).orElse(Map.of());
    return Json.object(
        "kind",
        "Scale",
        "apiVersion",
        "autoscaling/v1",
        "metadata",
        Json.object(
            "name",
            metadata.getName(),
            "namespace",
            metadata.getNamespace(),
            "uid",
            metadata.getUid(),
            "resourceVersion",
            metadata.getResourceVersion(),
            "creationTimestamp",
            metadata.getCreationTimestamp()),
        "spec",
        Json.object("replicas", deployment.getSpec().getReplicas()),
        "status",
        Json.object(
            "replicas",
            now == null ? 0 : now,
            "selector",
            new TreeMap<>(labels)
                .entrySet().stream()
                    .map(label -> label.getKey() + "=" + label.getValue())
                    .collect(Collectors.joining(","))));
  }
}
