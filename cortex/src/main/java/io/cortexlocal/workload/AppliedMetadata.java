package io.cortexlocal.workload;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is applied once more of an object's metadata; what the cluster wrote is not ours. */
final class AppliedMetadata {

  private static final String CORTEX_ANNOTATION = ".cortex.dev/";

  private AppliedMetadata() {}

  static ObjectMetaBuilder of(HasMetadata existing) {
    Map<String, String> annotations = new LinkedHashMap<>(existing.getMetadata().getAnnotations());
    annotations.keySet().removeIf(key -> !key.contains(CORTEX_ANNOTATION));
    return new ObjectMetaBuilder()
        .withName(existing.getMetadata().getName())
        .withNamespace(existing.getMetadata().getNamespace())
        .withLabels(existing.getMetadata().getLabels())
        .withAnnotations(annotations);
  }
}
