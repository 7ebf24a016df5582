package io.cortexlocal.cluster.embedded.kubelet;

import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables that a pod declares for a container, with those that Kubernetes adds.
 *
 * <p>Of the Services' variables there are only those of {@code kubernetes}, by which programs see
 * that they run in Kubernetes; nothing answers there. The others would hold cluster IPs, which the
 * embedded cluster does not have.
 */
final class Environment {

  private static final String API_SERVER = "10.43.0.1";
  private static final Map<String, String> SERVICES =
      Map.of(
          "KUBERNETES_SERVICE_HOST",
          API_SERVER,
          "KUBERNETES_SERVICE_PORT",
          "443",
          "KUBERNETES_SERVICE_PORT_HTTPS",
          "443",
          "KUBERNETES_PORT",
          "tcp://" + API_SERVER + ":443",
          "KUBERNETES_PORT_443_TCP",
          "tcp://" + API_SERVER + ":443",
          "KUBERNETES_PORT_443_TCP_PROTO",
          "tcp",
          "KUBERNETES_PORT_443_TCP_PORT",
          "443",
          "KUBERNETES_PORT_443_TCP_ADDR",
          API_SERVER);
  private static final Pattern SUBSCRIPT =
      Pattern.compile("metadata\\.(labels|annotations)\\['(.+)']");

  private Environment() {}

  /**
   * Returns the variables. Those of {@code env} win over those of {@code envFrom}, and both over
   * Kubernetes' own; a value may refer to {@code envFrom}'s, to Kubernetes' own, and to the ones
   * declared before it.
   *
   * @param pod as the API server has it; its status need not have the addresses yet
   * @throws ConfigurationException with the kubelet's message
   */
  static Map<String, String> of(
      Pod pod, Container container, String podIp, ConfigMaps configMaps, Secrets secrets)
      throws ConfigurationException {
    Map<String, String> declared = new LinkedHashMap<>();
    for (EnvFromSource source : container.getEnvFrom()) {
      addAll(source, configMaps, secrets, declared);
    }
    for (EnvVar variable : container.getEnv()) {
      Optional<String> value = value(variable, pod, podIp, configMaps, secrets, declared);
      value.ifPresent(text -> declared.put(variable.getName(), text));
    }
    Map<String, String> all = new LinkedHashMap<>(SERVICES);
    all.putAll(declared);
    return all;
  }

  private static void addAll(
      EnvFromSource source, ConfigMaps configMaps, Secrets secrets, Map<String, String> declared)
      throws ConfigurationException {
    Optional<Map<String, String>> data = Optional.empty();
    if (source.getConfigMapRef() != null) {
      data =
          configMaps.data(
              source.getConfigMapRef().getName(), source.getConfigMapRef().getOptional());
    } else if (source.getSecretRef() != null) {
      data = secrets.data(source.getSecretRef().getName(), source.getSecretRef().getOptional());
    }
    String prefix = source.getPrefix() == null ? "" : source.getPrefix();
    data.ifPresent(all -> all.forEach((name, value) -> declared.put(prefix + name, value)));
  }

  private static Optional<String> value(
      EnvVar variable,
      Pod pod,
      String podIp,
      ConfigMaps configMaps,
      Secrets secrets,
      Map<String, String> declaredBefore)
      throws ConfigurationException {
    if (variable.getValue() != null && !variable.getValue().isEmpty()) {
      Map<String, String> known = new HashMap<>(SERVICES);
      known.putAll(declaredBefore);
      return Optional.of(Expansion.expand(variable.getValue(), known));
    }
    EnvVarSource source = variable.getValueFrom();
    if (source == null) {
      return Optional.of("");
    }
    if (source.getConfigMapKeyRef() != null) {
      ConfigMapKeySelector selector = source.getConfigMapKeyRef();
      return key(
          configMaps.data(selector.getName(), selector.getOptional()),
          selector.getKey(),
          selector.getOptional(),
          "ConfigMap %s/%s".formatted(pod.getMetadata().getNamespace(), selector.getName()));
    }
    if (source.getFieldRef() != null) {
      return Optional.of(field(source.getFieldRef().getFieldPath(), pod, podIp));
    }
    if (source.getSecretKeyRef() != null) {
      SecretKeySelector selector = source.getSecretKeyRef();
      return key(
          secrets.data(selector.getName(), selector.getOptional()),
          selector.getKey(),
          selector.getOptional(),
          "Secret %s/%s".formatted(pod.getMetadata().getNamespace(), selector.getName()));
    }
    throw new ConfigurationException(
        "the source of variable %s is not supported by the embedded cluster"
            .formatted(variable.getName()));
  }

  private static Optional<String> key(
      Optional<Map<String, String>> data, String key, Boolean optional, String object)
      throws ConfigurationException {
    if (data.isEmpty()) {
      return Optional.empty();
    }
    String value = data.get().get(key);
    if (value == null && !Boolean.TRUE.equals(optional)) {
      throw new ConfigurationException("couldn't find key %s in %s".formatted(key, object));
    }
    return Optional.ofNullable(value);
  }

  private static String field(String path, Pod pod, String podIp) throws ConfigurationException {
    String value =
        switch (path) {
          case "metadata.name" -> pod.getMetadata().getName();
          case "metadata.namespace" -> pod.getMetadata().getNamespace();
          case "metadata.uid" -> pod.getMetadata().getUid();
          case "spec.nodeName" -> pod.getSpec().getNodeName();
          case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
          case "status.podIP", "status.podIPs" -> podIp;
          case "status.hostIP", "status.hostIPs" ->
              pod.getStatus() == null ? "" : pod.getStatus().getHostIP();
          default -> subscripted(path, pod);
        };
    return value == null ? "" : value;
  }

  private static String subscripted(String path, Pod pod) throws ConfigurationException {
    Matcher matcher = SUBSCRIPT.matcher(path);
    if (!matcher.matches()) {
      throw new ConfigurationException("unsupported fieldPath: " + path);
    }
    Map<String, String> all =
        matcher.group(1).equals("labels")
            ? pod.getMetadata().getLabels()
            : pod.getMetadata().getAnnotations();
    return all == null ? "" : all.get(matcher.group(2));
  }
}
