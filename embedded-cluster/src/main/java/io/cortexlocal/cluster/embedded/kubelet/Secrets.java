package io.cortexlocal.cluster.embedded.kubelet;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the Secrets of a pod's namespace. */
@FunctionalInterface
interface Secrets {

  Optional<Secret> find(String name);

  /**
   * Returns the data of a Secret, nothing when it is optional and not there.
   *
   * @throws ConfigurationException when it is not there and has to be, or is no base64
   */
  default Optional<Map<String, String>> data(String name, Boolean optional)
      throws ConfigurationException {
    Optional<Secret> found = find(name);
    if (found.isEmpty() && !Boolean.TRUE.equals(optional)) {
      throw new ConfigurationException("secret \"%s\" not found".formatted(name));
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> data = new TreeMap<>();
    Map<String, String> encoded = found.get().getData();
    if (encoded != null) {
      for (Map.Entry<String, String> entry : encoded.entrySet()) {
        data.put(entry.getKey(), decoded(name, entry));
      }
    }
    return Optional.of(data);
  }

  private static String decoded(String secret, Map.Entry<String, String> entry)
      throws ConfigurationException {
    try {
      return new String(Base64.getDecoder().decode(entry.getValue()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "key %s of secret \"%s\" is not base64".formatted(entry.getKey(), secret));
    }
  }
}
