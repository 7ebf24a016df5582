package io.cortexlocal.operator;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.ContainerConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.image.LocalEnvironment;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.SecretVariables;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The variables of this machine that an API's containers get. They stand in a Secret with the name
 * of the API's other objects, each set of values under a version of its own: a number, because a
 * hash of a short value gives it away.
 */
final class ApiSecrets {

  /** The values of replicas that are being replaced stay, for one that is started again. */
  static final int KEPT = 3;

  private final Kubernetes kubernetes;

  ApiSecrets(Kubernetes kubernetes) {
    this.kubernetes = kubernetes;
  }

  /** Returns the variables that an API shall have; the version is that of the values, if known. */
  SecretVariables plan(RealtimeApiConfig api, LocalEnvironment environment) {
    TreeMap<String, Set<String>> names = new TreeMap<>();
    for (ContainerConfig container : api.pod().containers()) {
      Set<String> variables = environment.of(container.name()).keySet();
      if (!variables.isEmpty()) {
        names.put(container.name(), variables);
      }
    }
    if (names.isEmpty()) {
      return SecretVariables.NONE;
    }
    Map<String, String> data = data(api.name());
    int latest = data.keySet().stream().mapToInt(ApiSecrets::version).max().orElse(0);
    boolean known = latest > 0 && data(api, latest, environment).equals(ofVersion(data, latest));
    return new SecretVariables(Names.object(api.name()), known ? latest : latest + 1, names);
  }

  /** Keeps the values, and those of the versions before. */
  void keep(RealtimeApiConfig api, SecretVariables variables, LocalEnvironment environment) {
    Map<String, String> kept = new HashMap<>(data(api.name()));
    kept.keySet().removeIf(key -> version(key) <= variables.version() - KEPT);
    kept.putAll(data(api, variables.version(), environment));
    kubernetes.apply(
        ResourceType.SECRET,
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(Names.NAMESPACE)
            .withName(variables.secret())
            .addToLabels(Names.LABEL_API_NAME, api.name())
            .addToLabels(Names.LABEL_API_KIND, api.kind().text())
            .endMetadata()
            .withType("Opaque")
            .withData(kept)
            .build());
  }

  private static Map<String, String> data(
      RealtimeApiConfig api, int version, LocalEnvironment environment) {
    Map<String, String> data = new HashMap<>();
    for (ContainerConfig container : api.pod().containers()) {
      environment
          .of(container.name())
          .forEach(
              (name, value) ->
                  data.put(SecretVariables.key(version, container.name(), name), encoded(value)));
    }
    return data;
  }

  private Map<String, String> data(String api) {
    return kubernetes
        .get(ResourceType.SECRET, Names.NAMESPACE, Names.object(api))
        .map(Secret::getData)
        .orElse(Map.of());
  }

  private static Map<String, String> ofVersion(Map<String, String> data, int version) {
    Map<String, String> some = new HashMap<>(data);
    some.keySet().removeIf(key -> version(key) != version);
    return some;
  }

  /** What somebody else has put there counts as older than all. */
  private static int version(String key) {
    int end = key.indexOf('.');
    return end > 0 && end < 10 && key.chars().limit(end).allMatch(c -> c >= '0' && c <= '9')
        ? Integer.parseInt(key.substring(0, end))
        : 0;
  }

  private static String encoded(String value) {
    return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }
}
