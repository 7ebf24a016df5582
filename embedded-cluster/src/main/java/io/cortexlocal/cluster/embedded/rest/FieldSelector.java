package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads field selectors: of every kind by name and namespace, and those that some kinds have. */
final class FieldSelector {

  private static final Pattern TERM = Pattern.compile("([A-Za-z0-9.]+)(==?|!=)(.*)");

  private static final Map<String, Function<Pod, Object>> PODS =
      Map.of(
          "spec.nodeName", pod -> pod.getSpec().getNodeName(),
          "spec.restartPolicy", pod -> pod.getSpec().getRestartPolicy(),
          "spec.schedulerName", pod -> pod.getSpec().getSchedulerName(),
          "spec.serviceAccountName", pod -> pod.getSpec().getServiceAccountName(),
          "status.phase", pod -> pod.getStatus().getPhase(),
          "status.podIP", pod -> pod.getStatus().getPodIP());

  private static final Map<String, Function<Event, Object>> EVENTS =
      Map.of(
          "involvedObject.kind", event -> event.getInvolvedObject().getKind(),
          "involvedObject.namespace", event -> event.getInvolvedObject().getNamespace(),
          "involvedObject.name", event -> event.getInvolvedObject().getName(),
          "involvedObject.uid", event -> event.getInvolvedObject().getUid(),
          "involvedObject.apiVersion", event -> event.getInvolvedObject().getApiVersion(),
          "involvedObject.fieldPath", event -> event.getInvolvedObject().getFieldPath(),
          "reason", Event::getReason,
          "type", Event::getType,
          "source", event -> event.getSource() == null ? null : event.getSource().getComponent());

  private static final Map<String, Function<Namespace, Object>> NAMESPACES =
      Map.of("status.phase", namespace -> namespace.getStatus().getPhase());

  private FieldSelector() {}

  /**
   * Returns what decides whether an object is selected.
   *
   * @throws ApiFailure when it is no selector, or the kind cannot be selected by that field
   */
  static Predicate<HasMetadata> parse(ResourceType<?> type, String text) {
    Predicate<HasMetadata> all = object -> true;
    for (String term : text.split(",", -1)) {
      if (!term.isEmpty()) {
        all = all.and(term(type, term));
      }
    }
    return all;
  }

  private static Predicate<HasMetadata> term(ResourceType<?> type, String term) {
    Matcher matcher = TERM.matcher(term);
    if (!matcher.matches()) {
      throw ApiFailure.badRequest(
          "invalid field selector: \"%s\" is not FIELD=VALUE".formatted(term));
    }
    Function<HasMetadata, Object> field = fields(type).get(matcher.group(1));
    if (field == null) {
      throw ApiFailure.badRequest("field label not supported: " + matcher.group(1));
    }
    String value = matcher.group(3);
    Predicate<HasMetadata> same =
        object -> {
          Object is = field.apply(object);
          return value.equals(is == null ? "" : is);
        };
    return matcher.group(2).equals("!=") ? same.negate() : same;
  }

  private static Map<String, Function<HasMetadata, Object>> fields(ResourceType<?> type) {
    Map<String, Function<HasMetadata, Object>> fields = new HashMap<>();
    fields.put("metadata.name", object -> object.getMetadata().getName());
    if (type.namespaced()) {
      fields.put("metadata.namespace", object -> object.getMetadata().getNamespace());
    }
    add(fields, type, ResourceType.POD, PODS);
    add(fields, type, ResourceType.EVENT, EVENTS);
    add(fields, type, ResourceType.NAMESPACE, NAMESPACES);
    return fields;
  }

  private static <T extends HasMetadata> void add(
      Map<String, Function<HasMetadata, Object>> fields,
      ResourceType<?> type,
      ResourceType<T> owner,
      Map<String, Function<T, Object>> own) {
    if (type.equals(owner)) {
      own.forEach((name, field) -> fields.put(name, o -> field.apply(owner.type().cast(o))));
    }
  }
}
