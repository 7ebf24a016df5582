package io.cortexlocal.cluster.embedded.store;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;

/** The labels of objects, and their selection. */
final class Labels {

  private Labels() {}

  static Map<String, String> of(HasMetadata object) {
    return orEmpty(object.getMetadata().getLabels());
  }

  static boolean match(HasMetadata object, Map<String, String> wanted) {
    Map<String, String> labels = of(object);
    for (Map.Entry<String, String> label : wanted.entrySet()) {
      if (!label.getValue().equals(labels.get(label.getKey()))) {
        return false;
      }
    }
    return true;
  }

  static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
