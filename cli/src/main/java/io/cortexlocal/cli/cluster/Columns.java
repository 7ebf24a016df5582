package io.cortexlocal.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cluster.embedded.inspect.ReadableKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns that kubectl has for a kind.
 *
 * @param wide whether those of {@code -o wide} too
 * @param namespaces whether the namespace is the first one
 */
record Columns(ReadableKind kind, boolean wide, boolean namespaces, Instant now) {

  private static final int SHOWN_ENDPOINTS = 3;

  Table table(List<JsonNode> objects) {
    List<String> headings = new ArrayList<>(namespaces ? List.of("NAMESPACE") : List.of());
    headings.addAll(headings());
    Table table = new Table(headings);
    for (JsonNode object : objects) {
      List<String> row = new ArrayList<>();
      if (namespaces) {
        row.add(object.path("metadata").path("namespace").asText());
      }
      row.addAll(row(object));
      table.add(row);
    }
    return table;
  }

  private List<String> headings() {
    return switch (kind) {
      case PODS ->
          columns("NAME,READY,STATUS,RESTARTS,AGE", "IP,NODE,NOMINATED NODE,READINESS GATES");
      case DEPLOYMENTS ->
          columns("NAME,READY,UP-TO-DATE,AVAILABLE,AGE", "CONTAINERS,IMAGES,SELECTOR");
      case SERVICES -> columns("NAME,TYPE,CLUSTER-IP,EXTERNAL-IP,PORT(S),AGE", "SELECTOR");
      case ENDPOINTSLICES -> columns("NAME,ADDRESSTYPE,PORTS,ENDPOINTS,AGE", "");
      case VIRTUALSERVICES -> columns("NAME,GATEWAYS,HOSTS,AGE", "");
      case GATEWAYS -> columns("NAME,AGE", "");
      case CONFIGMAPS -> columns("NAME,DATA,AGE", "");
      case NODES -> columns("NAME,STATUS,ROLES,AGE,VERSION", "INTERNAL-IP");
      case NAMESPACES -> columns("NAME,STATUS,AGE", "");
      case EVENTS ->
          wide
              ? List.of(
                  "LAST SEEN",
                  "TYPE",
                  "REASON",
                  "OBJECT",
                  "SUBOBJECT",
                  "SOURCE",
                  "MESSAGE",
                  "FIRST SEEN",
                  "COUNT",
                  "NAME")
              : List.of("LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE");
    };
  }

  private List<String> columns(String narrow, String further) {
    String all = wide && !further.isEmpty() ? narrow + "," + further : narrow;
    return List.of(all.split(","));
  }

  private List<String> row(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    String name = metadata.path("name").asText();
    String age = Age.since(metadata.path("creationTimestamp").asText(), now);
    return switch (kind) {
      case PODS -> {
        PodRow pod = new PodRow(object, now);
        yield cells(
            List.of(name, pod.ready(), pod.status(), pod.restarts(), age),
            Fields.text(status.path("podIP")),
            Fields.text(spec.path("nodeName")),
            Fields.NONE,
            Fields.NONE);
      }
      case DEPLOYMENTS -> {
        JsonNode containers = spec.path("template").path("spec").path("containers");
        yield cells(
            List.of(
                name,
                status.path("readyReplicas").asInt() + "/" + spec.path("replicas").asInt(),
                status.path("updatedReplicas").asText("0"),
                status.path("availableReplicas").asText("0"),
                age),
            Fields.joined(containers, container -> container.path("name").asText()),
            Fields.joined(containers, container -> container.path("image").asText()),
            Fields.labels(spec.path("selector").path("matchLabels")));
      }
      case SERVICES ->
          cells(
              List.of(
                  name,
                  spec.path("type").asText("ClusterIP"),
                  Fields.text(spec.path("clusterIP")),
                  Fields.NONE,
                  Fields.joined(spec.path("ports"), Columns::servicePort),
                  age),
              Fields.labels(spec.path("selector")));
      case ENDPOINTSLICES ->
          List.of(
              name,
              object.path("addressType").asText(),
              Fields.joined(object.path("ports"), port -> port.path("port").asText()),
              endpoints(object.path("endpoints")),
              age);
      case VIRTUALSERVICES -> List.of(name, array(spec, "gateways"), array(spec, "hosts"), age);
      case GATEWAYS -> List.of(name, age);
      case CONFIGMAPS ->
          List.of(
              name,
              Integer.toString(object.path("data").size() + object.path("binaryData").size()),
              age);
      case NODES ->
          cells(
              List.of(
                  name,
                  nodeStatus(status),
                  Fields.NONE,
                  age,
                  status.path("nodeInfo").path("kubeletVersion").asText()),
              internalAddress(status));
      case NAMESPACES -> List.of(name, status.path("phase").asText("Active"), age);
      case EVENTS -> event(object);
    };
  }

  private List<String> cells(List<String> narrow, String... further) {
    return wide ? Stream.concat(narrow.stream(), Stream.of(further)).toList() : narrow;
  }

  private List<String> event(JsonNode event) {
    JsonNode about = event.path("involvedObject");
    String last = Age.since(seen(event, "lastTimestamp"), now);
    String kindAndName =
        about.path("kind").asText().toLowerCase(Locale.ROOT) + "/" + about.path("name").asText();
    List<String> row =
        new ArrayList<>(
            List.of(last, event.path("type").asText(), event.path("reason").asText(), kindAndName));
    String message = event.path("message").asText().strip();
    if (!wide) {
      row.add(message);
      return row;
    }
    JsonNode source = event.path("source");
    String component = source.path("component").asText(event.path("reportingComponent").asText());
    String host = source.path("host").asText();
    row.addAll(
        List.of(
            about.path("fieldPath").asText(),
            host.isEmpty() ? component : component + ", " + host,
            message,
            Age.since(seen(event, "firstTimestamp"), now),
            event.path("count").asText("1"),
            event.path("metadata").path("name").asText()));
    return row;
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

  private static String array(JsonNode spec, String field) {
    return spec.has(field) ? spec.path(field).toString() : "";
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
