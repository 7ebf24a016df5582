package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether an object may be stored: fills in Kubernetes' defaults, and refuses what its API
 * server refuses, and what nothing here acts on.
 */
final class Admission {

  private Admission() {}

  /**
   * Admits an object, which is changed by its defaults.
   *
   * @param existing the object as it was, if it is not new
   * @throws RefusedException naming the object and every field that is at fault
   */
  static <T extends HasMetadata> T admit(ResourceType<T> type, Optional<T> existing, T object) {
    KindTraits<T> traits = StoredKinds.of(type);
    existing.ifPresentOrElse(
        before -> traits.left().accept(before, object),
        () -> traits.status().drop().accept(object));
    traits.defaults().accept(object);
    List<String> missing = traits.missing().apply(object);
    if (!missing.isEmpty()) {
      throw new RefusedException(
          RefusedException.Reason.NOT_IMPLEMENTED,
          """
          cannot apply %s %s: the embedded cluster does not have %s
          Try: backend k3s (cortex.local.backend=k3s), which is all of Kubernetes."""
              .formatted(type.kind(), ObjectKey.of(type, object), String.join(", ", missing)));
    }
    FieldErrors errors = new FieldErrors();
    ObjectMeta metadata = object.getMetadata();
    traits.name().check("metadata.name", metadata.getName(), errors);
    NameRules.labels("metadata.labels", metadata.getLabels(), errors);
    NameRules.annotations("metadata.annotations", metadata.getAnnotations(), errors);
    traits.rules().check(existing, object, errors);
    if (!errors.all().isEmpty()) {
      String group = type.group().isEmpty() ? "" : "." + type.group();
      throw new RefusedException(
          RefusedException.Reason.INVALID,
          "cannot apply %s %s: %s%s \"%s\" is invalid: %s"
              .formatted(
                  type.kind(),
                  ObjectKey.of(type, object),
                  type.kind(),
                  group,
                  object.getMetadata().getName(),
                  FieldErrors.joined(errors.all())));
    }
    return object;
  }
}
