package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.quantity.KubernetesQuantity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Kubernetes' API server checks of a pod's spec. */
final class PodRules {

  private static final String ONE_HANDLER = "may not specify more than 1 handler type";
  private static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");
  private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> SCHEMES = List.of("HTTP", "HTTPS");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

  private final FieldErrors errors;

  private PodRules(FieldErrors errors) {
    this.errors = errors;
  }

  /**
   * Checks a pod whose defaults are filled in.
   *
   * @param existing the pod as it was, if it is not new
   */
  static void check(Optional<Pod> existing, Pod pod, FieldErrors errors) {
    if (pod.getSpec() == null) {
      errors.required("spec.containers", "");
      return;
    }
    if (existing.isPresent() && pod.getSpec().getNodeName() == null) {
      pod.getSpec().setNodeName(existing.get().getSpec().getNodeName());
    }
    check("spec", pod.getSpec(), errors);
    if (existing.isPresent() && !existing.get().getSpec().equals(pod.getSpec())) {
      errors.forbidden(
          "spec",
          "pod updates may not change fields (Kubernetes changes images, tolerations and deadlines,"
              + " which the embedded cluster does not)");
    }
  }

  /** Checks a spec whose defaults are filled in. */
  static void check(String path, PodSpec spec, FieldErrors errors) {
    new PodRules(errors).spec(path, spec);
  }

  private void spec(String path, PodSpec spec) {
    Set<String> volumes = volumes(path + ".volumes", spec.getVolumes());
    if (spec.getContainers().isEmpty()) {
      errors.required(path + ".containers", "");
    }
    Set<String> names = new HashSet<>();
    for (int index = 0; index < spec.getContainers().size(); index++) {
      String containerPath = path + ".containers[" + index + "]";
      Container container = spec.getContainers().get(index);
      container(containerPath, container, volumes);
      if (container.getName() != null && !names.add(container.getName())) {
        errors.duplicate(containerPath + ".name", container.getName());
      }
    }
    if (!RESTART_POLICIES.contains(spec.getRestartPolicy())) {
      errors.unsupported(path + ".restartPolicy", spec.getRestartPolicy(), RESTART_POLICIES);
    }
    errors.notNegative(
        path + ".terminationGracePeriodSeconds", spec.getTerminationGracePeriodSeconds());
    NameRules.labels(path + ".nodeSelector", spec.getNodeSelector(), errors);
  }

  private Set<String> volumes(String path, List<Volume> volumes) {
    Set<String> names = new HashSet<>();
    for (int index = 0; index < volumes.size(); index++) {
      String namePath = path + "[" + index + "].name";
      Volume volume = volumes.get(index);
      if (isEmpty(volume.getName())) {
        errors.required(namePath, "");
        continue;
      }
      NameRules.label(namePath, volume.getName(), errors);
      if (!names.add(volume.getName())) {
        errors.duplicate(namePath, volume.getName());
      }
      if (volume.getConfigMap() != null && isEmpty(volume.getConfigMap().getName())) {
        errors.required(path + "[" + index + "].configMap.name", "");
      }
    }
    return names;
  }

  private void container(String path, Container container, Set<String> volumes) {
    if (isEmpty(container.getName())) {
      errors.required(path + ".name", "");
    } else {
      NameRules.label(path + ".name", container.getName(), errors);
    }
    if (isEmpty(container.getImage())) {
      errors.required(path + ".image", "");
    } else if (!container.getImage().equals(container.getImage().strip())) {
      errors.invalid(
          path + ".image", container.getImage(), "must not have leading or trailing whitespace");
    }
    if (container.getImagePullPolicy() != null
        && !PULL_POLICIES.contains(container.getImagePullPolicy())) {
      errors.unsupported(path + ".imagePullPolicy", container.getImagePullPolicy(), PULL_POLICIES);
    }
    ports(path + ".ports", container.getPorts());
    environment(path + ".env", container.getEnv());
    mounts(path + ".volumeMounts", container.getVolumeMounts(), volumes);
    resources(path + ".resources", container.getResources());
    if (container.getLifecycle() != null && container.getLifecycle().getPreStop() != null) {
      LifecycleHandler hook = container.getLifecycle().getPreStop();
      handlers(
          path + ".lifecycle.preStop",
          hook.getExec(),
          hook.getHttpGet(),
          hook.getTcpSocket(),
          Arrays.asList(hook.getSleep()));
    }
    probe(path + ".livenessProbe", container.getLivenessProbe(), true);
    probe(path + ".readinessProbe", container.getReadinessProbe(), false);
    if (container.getReadinessProbe() != null
        && container.getReadinessProbe().getTerminationGracePeriodSeconds() != null) {
      errors.invalid(
          path + ".readinessProbe.terminationGracePeriodSeconds",
          container.getReadinessProbe().getTerminationGracePeriodSeconds(),
          "must not be set for readinessProbes");
    }
    probe(path + ".startupProbe", container.getStartupProbe(), true);
  }

  private void ports(String path, List<ContainerPort> ports) {
    Set<String> names = new HashSet<>();
    for (int index = 0; index < ports.size(); index++) {
      String portPath = path + "[" + index + "]";
      ContainerPort port = ports.get(index);
      if (!isEmpty(port.getName())) {
        NameRules.portName(portPath + ".name", port.getName(), errors);
        if (!names.add(port.getName())) {
          errors.duplicate(portPath + ".name", port.getName());
        }
      }
      if (port.getContainerPort() == null || port.getContainerPort() == 0) {
        errors.required(portPath + ".containerPort", "");
      } else {
        errors.port(portPath + ".containerPort", port.getContainerPort());
      }
      if (!PROTOCOLS.contains(port.getProtocol())) {
        errors.unsupported(portPath + ".protocol", port.getProtocol(), PROTOCOLS);
      }
    }
  }

  private void environment(String path, List<EnvVar> variables) {
    for (int index = 0; index < variables.size(); index++) {
      String variablePath = path + "[" + index + "]";
      EnvVar variable = variables.get(index);
      if (isEmpty(variable.getName())) {
        errors.required(variablePath + ".name", "");
      } else if (variable.getName().chars().anyMatch(c -> c < ' ' || c > '~' || c == '=')) {
        errors.invalid(
            variablePath + ".name",
            variable.getName(),
            "a valid environment variable name must consist only of printable ASCII characters"
                + " other than '='");
      }
      if (variable.getValueFrom() != null && !isEmpty(variable.getValue())) {
        errors.invalid(
            variablePath + ".valueFrom", "", "may not be specified when `value` is not empty");
      }
    }
  }

  private void mounts(String path, List<VolumeMount> mounts, Set<String> volumes) {
    Set<String> mountPaths = new HashSet<>();
    for (int index = 0; index < mounts.size(); index++) {
      String mountPath = path + "[" + index + "]";
      VolumeMount mount = mounts.get(index);
      if (isEmpty(mount.getName())) {
        errors.required(mountPath + ".name", "");
      }
      if (!volumes.contains(mount.getName())) {
        errors.notFound(mountPath + ".name", orEmpty(mount.getName()));
      }
      if (isEmpty(mount.getMountPath())) {
        errors.required(mountPath + ".mountPath", "");
      }
      if (!mountPaths.add(mount.getMountPath())) {
        errors.invalid(mountPath + ".mountPath", orEmpty(mount.getMountPath()), "must be unique");
      }
      if (!isEmpty(mount.getSubPath())) {
        descending(path + ".subPath", mount.getSubPath());
      }
    }
  }

  private void descending(String path, String subPath) {
    if (subPath.startsWith("/")) {
      errors.invalid(path, subPath, "must be a relative path");
    }
    if (Arrays.asList(subPath.split("/")).contains("..")) {
      errors.invalid(path, subPath, "must not contain '..'");
    }
  }

  private void resources(String path, ResourceRequirements resources) {
    if (resources == null) {
      return;
    }
    Map<String, Quantity> limits = orEmpty(resources.getLimits());
    Map<String, Quantity> requests = orEmpty(resources.getRequests());
    limits.forEach((name, quantity) -> quantity(path + ".limits", name, quantity));
    requests.forEach(
        (name, quantity) -> {
          Optional<BigDecimal> value = quantity(path + ".requests", name, quantity);
          if (value.isEmpty()) {
            return;
          }
          if (!limits.containsKey(name)) {
            if (!mayExceed(name)) {
              errors.required(
                  path + ".limits", "Limit must be set for non overcommitable resources");
            }
            return;
          }
          Optional<BigDecimal> limit = value(limits.get(name));
          if (limit.isEmpty()) {
            return;
          }
          int order = value.get().compareTo(limit.get());
          if (order != 0 && !mayExceed(name)) {
            errors.invalid(
                path + ".requests",
                text(quantity),
                "must be equal to %s limit of %s".formatted(name, text(limits.get(name))));
          } else if (order > 0) {
            errors.invalid(
                path + ".requests",
                text(quantity),
                "must be less than or equal to %s limit of %s"
                    .formatted(name, text(limits.get(name))));
          }
        });
  }

  private Optional<BigDecimal> quantity(String path, String name, Quantity quantity) {
    String at = path + "[" + name + "]";
    Optional<BigDecimal> value = value(quantity);
    if (value.isEmpty()) {
      errors.invalid(
          at,
          text(quantity),
          "quantities must match the regular expression"
              + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    } else if (value.get().signum() < 0) {
      errors.invalid(at, text(quantity), "must be greater than or equal to 0");
    } else if (!isNative(name) && value.get().stripTrailingZeros().scale() > 0) {
      errors.invalid(at, text(quantity), "must be an integer");
    }
    return value;
  }

  private static boolean isNative(String resource) {
    return !resource.contains("/") || resource.startsWith("kubernetes.io/");
  }

  /** Extended resources and huge pages cannot be promised twice. */
  private static boolean mayExceed(String resource) {
    return isNative(resource) && !resource.startsWith("hugepages-");
  }

  private void probe(String path, Probe probe, boolean oneSuccess) {
    if (probe == null) {
      return;
    }
    handlers(
        path,
        probe.getExec(),
        probe.getHttpGet(),
        probe.getTcpSocket(),
        Arrays.asList(probe.getGrpc()));
    errors.notNegative(path + ".initialDelaySeconds", probe.getInitialDelaySeconds());
    errors.notNegative(path + ".timeoutSeconds", probe.getTimeoutSeconds());
    errors.notNegative(path + ".periodSeconds", probe.getPeriodSeconds());
    errors.notNegative(path + ".successThreshold", probe.getSuccessThreshold());
    errors.notNegative(path + ".failureThreshold", probe.getFailureThreshold());
    Long grace = probe.getTerminationGracePeriodSeconds();
    if (grace != null && grace <= 0) {
      errors.invalid(path + ".terminationGracePeriodSeconds", grace, "must be greater than 0");
    }
    if (oneSuccess && probe.getSuccessThreshold() != 1) {
      errors.invalid(path + ".successThreshold", probe.getSuccessThreshold(), "must be 1");
    }
  }

  private void handlers(
      String path, ExecAction exec, HTTPGetAction get, TCPSocketAction socket, List<?> others) {
    int count = 0;
    if (exec != null) {
      count++;
      if (exec.getCommand().isEmpty()) {
        errors.required(path + ".exec.command", "");
      }
    }
    if (get != null) {
      count++;
      if (count > 1) {
        errors.forbidden(path + ".httpGet", ONE_HANDLER);
      } else {
        httpGet(path + ".httpGet", get);
      }
    }
    if (socket != null) {
      count++;
      if (count > 1) {
        errors.forbidden(path + ".tcpSocket", ONE_HANDLER);
      } else {
        port(path + ".tcpSocket.port", socket.getPort());
      }
    }
    if (count == 0 && others.stream().allMatch(java.util.Objects::isNull)) {
      errors.required(path, "must specify a handler type");
    }
  }

  private void httpGet(String path, HTTPGetAction get) {
    port(path + ".port", get.getPort());
    if (!SCHEMES.contains(get.getScheme())) {
      errors.unsupported(path + ".scheme", get.getScheme(), SCHEMES);
    }
  }

  private void port(String path, IntOrString port) {
    if (port == null) {
      errors.port(path, 0);
    } else if (port.getStrVal() != null) {
      NameRules.portName(path, port.getStrVal(), errors);
    } else {
      errors.port(path, port.getIntVal() == null ? 0 : port.getIntVal());
    }
  }

  private static Optional<BigDecimal> value(Quantity quantity) {
    return KubernetesQuantity.parse(text(quantity));
  }

  private static String text(Quantity quantity) {
    return orEmpty(quantity.getAmount()) + orEmpty(quantity.getFormat());
  }

  private static boolean isEmpty(String text) {
    return text == null || text.isEmpty();
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static <V> Map<String, V> orEmpty(Map<String, V> map) {
    return map == null ? Map.of() : map;
  }
}
