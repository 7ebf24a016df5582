package io.cortexlocal.cluster.embedded.kubelet;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Map;
import java.util.Optional;

/** Finds the ConfigMaps of a pod's namespace. */
@FunctionalInterface
interface ConfigMaps {

  Optional<ConfigMap> find(String name);

  /**
   * Returns the data of a ConfigMap, nothing when it is optional and not there.
   *
   * @throws ConfigurationException when it is not there and has to be
   */
  default Optional<Map<String, String>> data(String name, Boolean optional)
      throws ConfigurationException {
    Optional<ConfigMap> found = find(name);
    if (found.isEmpty() && !Boolean.TRUE.equals(optional)) {
      throw new ConfigurationException("configmap \"%s\" not found".formatted(name));
    }
    return found.map(map -> map.getData() == null ? Map.of() : map.getData());
  }
}
