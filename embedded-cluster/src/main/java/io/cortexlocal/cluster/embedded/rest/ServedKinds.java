package io.cortexlocal.cluster.embedded.rest;

import static io.cortexlocal.cluster.embedded.rest.Column.shown;
import static io.cortexlocal.cluster.embedded.rest.Column.timed;
import static io.cortexlocal.cluster.embedded.rest.Column.wide;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cluster.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the API serves: a row for each kind, with the columns that Kubernetes' printers have. */
final class ServedKinds {

  private static final int SHOWN_ENDPOINTS = 3;

  private static final Column NAME = shown("Name", object -> at(object, "metadata", "name"));
  private static final Column AGE =
      timed("Age", (object, now) -> Age.since(at(object, "metadata", "creationTimestamp"), now));
  private static final Column CREATED_AT =
      shown("Created At", object -> at(object, "metadata", "creationTimestamp"));

  private static final List<ServedKind<?>> ALL =
      List.of(
          new ServedKind<>(
              ResourceType.POD,
              List.of("po"),
              true,
              List.of(
                  NAME,
                  timed("Ready", (pod, now) -> new PodRow(pod, now).ready()),
                  timed("Status", (pod, now) -> new PodRow(pod, now).status()),
                  timed("Restarts", (pod, now) -> new PodRow(pod, now).restarts()),
                  AGE,
                  wide("IP", pod -> text(pod, "status", "podIP")),
                  wide("Node", pod -> text(pod, "spec", "nodeName")),
                  wide("Nominated Node", pod -> Fields.NONE),
                  wide("Readiness Gates", pod -> Fields.NONE))),
          new ServedKind<>(
              ResourceType.DEPLOYMENT,
              List.of("deploy"),
              true,
              List.of(
                  NAME,
                  shown("Ready", ServedKinds::readyReplicas),
                  shown("Up-to-date", object -> number(object, "status", "updatedReplicas")),
                  shown("Available", object -> number(object, "status", "availableReplicas")),
                  AGE,
                  wide("Containers", object -> containers(object, "name")),
                  wide("Images", object -> containers(object, "image")),
                  wide(
                      "Selector",
                      object ->
                          Fields.labels(
                              object.path("spec").path("selector").path("matchLabels"))))),
          new ServedKind<>(
              ResourceType.SERVICE,
              List.of("svc"),
              true,
              List.of(
                  NAME,
                  shown("Type", object -> object.path("spec").path("type").asText("ClusterIP")),
                  shown("Cluster-IP", object -> text(object, "spec", "clusterIP")),
                  shown("External-IP", object -> Fields.NONE),
                  shown(
                      "Port(s)",
                      object ->
                          Fields.joined(
                              object.path("spec").path("ports"), ServedKinds::servicePort)),
                  AGE,
                  wide("Selector", object -> Fields.labels(object.path("spec").path("selector"))))),
          new ServedKind<>(
              ResourceType.ENDPOINT_SLICE,
              List.of(),
              false,
              List.of(
                  NAME,
                  shown("AddressType", object -> object.path("addressType").asText()),
                  shown(
                      "Ports",
                      object ->
                          Fields.joined(object.path("ports"), port -> port.path("port").asText())),
                  shown("Endpoints", object -> endpoints(object.path("endpoints"))),
                  AGE)),
          new ServedKind<>(
              ResourceType.VIRTUAL_SERVICE,
              List.of("vs"),
              false,
              List.of(
                  NAME,
                  shown("Gateways", object -> array(object, "gateways")),
                  shown("Hosts", object -> array(object, "hosts")),
                  AGE)),
          new ServedKind<>(ResourceType.GATEWAY, List.of("gw"), false, List.of(NAME, AGE)),
          new ServedKind<>(
              ResourceType.CONFIG_MAP,
              List.of("cm"),
              false,
              List.of(
                  NAME,
                  shown(
                      "Data",
                      object ->
                          Integer.toString(
                              object.path("data").size() + object.path("binaryData").size())),
                  AGE)),
          new ServedKind<>(
              ResourceType.SECRET,
              List.of(),
              false,
              List.of(
                  NAME,
                  shown("Type", secret -> secret.path("type").asText()),
                  shown("Data", secret -> Integer.toString(secret.path("data").size())),
                  AGE)),
          new ServedKind<>(
              ResourceType.NODE,
              List.of("no"),
              false,
              List.of(
                  NAME,
                  shown("Status", object -> nodeStatus(object.path("status"))),
                  shown("Roles", object -> Fields.NONE),
                  AGE,
                  shown(
                      "Version",
                      object ->
                          object.path("status").path("nodeInfo").path("kubeletVersion").asText()),
                  wide("Internal-IP", object -> internalAddress(object.path("status"))))),
          new ServedKind<>(
              ResourceType.NAMESPACE,
              List.of("ns"),
              false,
              List.of(
                  NAME,
                  shown("Status", object -> object.path("status").path("phase").asText("Active")),
                  AGE)),
          new ServedKind<>(ResourceType.EVENT, List.of("ev"), false, events()),
          new ServedKind<>(ResourceType.SERVICE_ACCOUNT, List.of("sa"), false, List.of(NAME, AGE)),
          new ServedKind<>(
              ResourceType.CUSTOM_RESOURCE_DEFINITION,
              List.of("crd", "crds"),
              false,
              List.of(NAME, CREATED_AT)),
          new ServedKind<>(ResourceType.CLUSTER_ROLE, List.of(), false, List.of(NAME, CREATED_AT)),
          new ServedKind<>(
              ResourceType.CLUSTER_ROLE_BINDING,
              List.of(),
              false,
              List.of(
                  NAME,
                  shown(
                      "Role",
                      object ->
                          at(object, "roleRef", "kind") + "/" + at(object, "roleRef", "name")),
                  AGE)));

  private ServedKinds() {}

  static List<ServedKind<?>> all() {
    return ALL;
  }

  /** Returns the kinds of a group and version such as {@code apps/v1}. */
  static List<ServedKind<?>> in(String apiVersion) {
    return ALL.stream().filter(kind -> kind.type().apiVersion().equals(apiVersion)).toList();
  }

  static Optional<ServedKind<?>> find(String apiVersion, String plural) {
    return in(apiVersion).stream().filter(kind -> kind.type().plural().equals(plural)).findFirst();
  }

  private static List<Column> events() {
    return List.of(
        timed("Last Seen", (event, now) -> Age.since(seen(event, "lastTimestamp"), now)),
        shown("Type", event -> event.path("type").asText()),
        shown("Reason", event -> event.path("reason").asText()),
        shown(
            "Object",
            event ->
                at(event, "involvedObject", "kind").toLowerCase(Locale.ROOT)
                    + "/"
                    + at(event, "involvedObject", "name")),
        wide("Subobject", event -> at(event, "involvedObject", "fieldPath")),
        wide("Source", ServedKinds::source),
        shown("Message", event -> event.path("message").asText().strip()),
        timed("First Seen", (event, now) -> Age.since(seen(event, "firstTimestamp"), now))
            .onlyWide(),
        wide("Count", event -> event.path("count").asText("1")),
        wide("Name", event -> at(event, "metadata", "name")));
  }

  private static String at(JsonNode object, String part, String field) {
    return object.path(part).path(field).asText();
  }

  private static String text(JsonNode object, String part, String field) {
    return Fields.text(object.path(part).path(field));
  }

  private static String number(JsonNode object, String part, String field) {
    return object.path(part).path(field).asText("0");
  }

  private static String readyReplicas(JsonNode deployment) {
    return number(deployment, "status", "readyReplicas")
        + "/"
        + number(deployment, "spec", "replicas");
  }

  private static String containers(JsonNode deployment, String field) {
    return Fields.joined(
        deployment.path("spec").path("template").path("spec").path("containers"),
        container -> container.path(field).asText());
  }

  private static String source(JsonNode event) {
    JsonNode source = event.path("source");
    String component = source.path("component").asText(event.path("reportingComponent").asText());
    String host = source.path("host").asText();
    return host.isEmpty() ? component : component + ", " + host;
  }

  private static String seen(JsonNode event, String field) {
    String time = event.path(field).asText();
    return time.isEmpty() ? event.path("eventTime").asText() : time;
  }

  private static String servicePort(JsonNode port) {
    String nodePort = port.path("nodePort").asText();
    return port.path("port").asText()
        + (nodePort.isEmpty() ? "" : ":" + nodePort)
        + "/"
        + port.path("protocol").asText("TCP");
  }

  private static String endpoints(JsonNode endpoints) {
    List<String> addresses =
        Fields.list(endpoints).stream()
            .flatMap(endpoint -> Fields.list(endpoint.path("addresses")).stream())
            .map(JsonNode::asText)
            .toList();
    if (addresses.isEmpty()) {
      return "<unset>";
    }
    String shown = addresses.stream().limit(SHOWN_ENDPOINTS).collect(Collectors.joining(","));
    int more = addresses.size() - SHOWN_ENDPOINTS;
    return more > 0 ? "%s + %d more...".formatted(shown, more) : shown;
  }

  private static String array(JsonNode object, String field) {
    JsonNode array = object.path("spec").path(field);
    return array.isMissingNode() ? "" : array.toString();
  }

  private static String nodeStatus(JsonNode status) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True") ? "Ready" : "NotReady";
      }
    }
    return "Unknown";
  }

  private static String internalAddress(JsonNode status) {
    for (JsonNode address : status.path("addresses")) {
      if (address.path("type").asText().equals("InternalIP")) {
        return address.path("address").asText();
      }
    }
    return Fields.NONE;
  }
}
