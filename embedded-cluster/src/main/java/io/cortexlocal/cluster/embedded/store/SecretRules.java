package io.cortexlocal.cluster.embedded.store;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the API server checks of a Secret. No message has a value in it. */
final class SecretRules {

  private static final int MAX_BYTES = 1024 * 1024;
  private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");

  private SecretRules() {}

  static void check(Optional<Secret> existing, Secret secret, FieldErrors errors) {
    int size = 0;
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    for (Map.Entry<String, String> entry : data.entrySet()) {
      String key = entry.getKey();
      if (!KEY.matcher(key).matches()) {
        errors.invalid(
            "data[" + key + "]",
            key,
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.'");
      }
      try {
        size += Base64.getDecoder().decode(entry.getValue()).length;
      } catch (IllegalArgumentException e) {
        errors.invalid("data[" + key + "]", "", "it is not base64");
      }
    }
    if (size > MAX_BYTES) {
      errors.tooLong("data", MAX_BYTES);
    }
  }
}
