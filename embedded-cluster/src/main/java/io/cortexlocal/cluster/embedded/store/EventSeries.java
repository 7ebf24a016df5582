package io.cortexlocal.cluster.embedded.store;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;

/** What repeated events have in common, by which they become one that is counted. */
record EventSeries(
    String namespace,
    String apiVersion,
    String kind,
    String name,
    String uid,
    String fieldPath,
    String component,
    String type,
    String reason,
    String message) {

  private static final String CLUSTER_WIDE = "default";

  /**
   * Returns the series.
   *
   * @param fieldPath of the part of the object that it is about; null for the whole
   */
  static EventSeries of(
      HasMetadata about,
      String fieldPath,
      String component,
      String type,
      String reason,
      String message) {
    ObjectMeta metadata = about.getMetadata();
    return new EventSeries(
        metadata.getNamespace() == null ? CLUSTER_WIDE : metadata.getNamespace(),
        about.getApiVersion(),
        about.getKind(),
        metadata.getName(),
        metadata.getUid(),
        fieldPath,
        component,
        type,
        reason,
        message);
  }

  /**
   * Returns the series' first event.
   *
   * @param number that no other event has
   */
  Event first(long number, Instant now) {
    return new EventBuilder()
        .withNewMetadata()
        .withName("%s.%016x".formatted(name, number))
        .withNamespace(namespace)
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withNamespace(namespace)
        .withName(name)
        .withUid(uid)
        .withFieldPath(fieldPath)
        .endInvolvedObject()
        .withNewSource()
        .withComponent(component)
        .endSource()
        .withReportingComponent(component)
        .withType(type)
        .withReason(reason)
        .withMessage(message)
        .withCount(1)
        .withFirstTimestamp(Timestamps.of(now))
        .withLastTimestamp(Timestamps.of(now))
        .build();
  }

  static Event repeated(Event event, Instant now) {
    return new EventBuilder(event)
        .withCount(event.getCount() + 1)
        .withLastTimestamp(Timestamps.of(now))
        .build();
  }
}
