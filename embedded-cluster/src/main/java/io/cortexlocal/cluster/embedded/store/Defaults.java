package io.cortexlocal.cluster.embedded.store;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What Kubernetes' API server fills in where an object says nothing. */
final class Defaults {

  private static final long GRACE_SECONDS = 30;
  private static final int REVISIONS = 10;
  private static final int PROGRESS_SECONDS = 600;
  private static final int PROBE_PERIOD_SECONDS = 10;
  private static final int PROBE_FAILURES = 3;
  private static final String QUARTER = "25%";

  private Defaults() {}

  /** Fills in those of a pod. */
  static void pod(Pod pod) {
    if (pod.getSpec() != null) {
      pod(pod.getSpec());
      pod.getSpec().setEnableServiceLinks(or(pod.getSpec().getEnableServiceLinks(), true));
    }
  }

  /** Fills in those of a Deployment. */
  static void deployment(Deployment deployment) {
    if (deployment.getSpec() != null) {
      deployment(deployment.getSpec());
    }
  }

  /** An apply that says nothing about the replicas leaves them to whoever scales. */
  static void leaveReplicas(Deployment before, Deployment deployment) {
    if (deployment.getSpec() != null && deployment.getSpec().getReplicas() == null) {
      deployment.getSpec().setReplicas(before.getSpec().getReplicas());
    }
  }

  /** Fills in those of a Service. */
  static void service(Service service) {
    if (service.getSpec() != null) {
      service(service.getSpec());
    }
  }

  /** Fills in those of a namespace, which is there from then on. */
  static void namespace(Namespace namespace) {
    namespace.setStatus(new NamespaceStatusBuilder().withPhase("Active").build());
  }

  private static void deployment(DeploymentSpec spec) {
    spec.setReplicas(or(spec.getReplicas(), 1));
    spec.setRevisionHistoryLimit(or(spec.getRevisionHistoryLimit(), REVISIONS));
    spec.setProgressDeadlineSeconds(or(spec.getProgressDeadlineSeconds(), PROGRESS_SECONDS));
    if (spec.getStrategy() == null) {
      spec.setStrategy(new DeploymentStrategy());
    }
    DeploymentStrategy strategy = spec.getStrategy();
    strategy.setType(or(strategy.getType(), "RollingUpdate"));
    if (strategy.getType().equals("RollingUpdate")) {
      if (strategy.getRollingUpdate() == null) {
        strategy.setRollingUpdate(new RollingUpdateDeployment());
      }
      RollingUpdateDeployment rolling = strategy.getRollingUpdate();
      rolling.setMaxSurge(or(rolling.getMaxSurge(), new IntOrString(QUARTER)));
      rolling.setMaxUnavailable(or(rolling.getMaxUnavailable(), new IntOrString(QUARTER)));
    }
    if (spec.getTemplate() != null && spec.getTemplate().getSpec() != null) {
      pod(spec.getTemplate().getSpec());
    }
  }

  private static void pod(PodSpec spec) {
    spec.setRestartPolicy(or(spec.getRestartPolicy(), "Always"));
    spec.setDnsPolicy(or(spec.getDnsPolicy(), "ClusterFirst"));
    spec.setSchedulerName(or(spec.getSchedulerName(), "default-scheduler"));
    spec.setServiceAccountName(or(spec.getServiceAccountName(), "default"));
    if (spec.getTerminationGracePeriodSeconds() == null) {
      spec.setTerminationGracePeriodSeconds(GRACE_SECONDS);
    }
    spec.getContainers().forEach(Defaults::container);
    for (Volume volume : spec.getVolumes()) {
      if (volume.equals(new VolumeBuilder().withName(volume.getName()).build())) {
        volume.setEmptyDir(new EmptyDirVolumeSource());
      }
    }
  }

  private static void container(Container container) {
    if (container.getImage() != null) {
      container.setImagePullPolicy(
          or(
              container.getImagePullPolicy(),
              isLatest(container.getImage()) ? "Always" : "IfNotPresent"));
    }
    container.setTerminationMessagePath(
        or(container.getTerminationMessagePath(), "/dev/termination-log"));
    container.setTerminationMessagePolicy(or(container.getTerminationMessagePolicy(), "File"));
    for (ContainerPort port : container.getPorts()) {
      port.setProtocol(or(port.getProtocol(), "TCP"));
    }
    probe(container.getLivenessProbe());
    probe(container.getReadinessProbe());
    probe(container.getStartupProbe());
    if (container.getLifecycle() != null && container.getLifecycle().getPreStop() != null) {
      httpGet(container.getLifecycle().getPreStop().getHttpGet());
    }
    requests(container.getResources());
  }

  private static void requests(ResourceRequirements resources) {
    if (resources == null || resources.getLimits() == null || resources.getLimits().isEmpty()) {
      return;
    }
    Map<String, Quantity> requests =
        new LinkedHashMap<>(resources.getRequests() == null ? Map.of() : resources.getRequests());
    resources.getLimits().forEach(requests::putIfAbsent);
    resources.setRequests(requests);
  }

  private static void probe(Probe probe) {
    if (probe == null) {
      return;
    }
    orIfZero(probe.getTimeoutSeconds(), 1, probe::setTimeoutSeconds);
    orIfZero(probe.getPeriodSeconds(), PROBE_PERIOD_SECONDS, probe::setPeriodSeconds);
    orIfZero(probe.getSuccessThreshold(), 1, probe::setSuccessThreshold);
    orIfZero(probe.getFailureThreshold(), PROBE_FAILURES, probe::setFailureThreshold);
    httpGet(probe.getHttpGet());
  }

  private static void httpGet(HTTPGetAction get) {
    if (get != null) {
      get.setPath(get.getPath() == null || get.getPath().isEmpty() ? "/" : get.getPath());
      get.setScheme(or(get.getScheme(), "HTTP"));
    }
  }

  static void secret(Secret secret) {
    secret.setType(or(secret.getType(), "Opaque"));
    if (secret.getStringData() != null && !secret.getStringData().isEmpty()) {
      Map<String, String> data =
          new TreeMap<>(secret.getData() == null ? Map.of() : secret.getData());
      secret
          .getStringData()
          .forEach(
              (key, text) ->
                  data.put(
                      key,
                      Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
      secret.setData(data);
    }
    // It is for writing only.
    secret.setStringData(null);
  }

  private static void service(ServiceSpec spec) {
    spec.setType(or(spec.getType(), "ClusterIP"));
    spec.setSessionAffinity(or(spec.getSessionAffinity(), "None"));
    for (ServicePort port : spec.getPorts()) {
      port.setProtocol(or(port.getProtocol(), "TCP"));
      IntOrString target = port.getTargetPort();
      boolean absent =
          target == null
              || (target.getStrVal() == null
                  && (target.getIntVal() == null || target.getIntVal() == 0));
      if (absent && port.getPort() != null) {
        port.setTargetPort(new IntOrString(port.getPort()));
      }
    }
  }

  private static boolean isLatest(String image) {
    if (image.contains("@")) {
      return false;
    }
    String name = image.substring(image.lastIndexOf('/') + 1);
    return !name.contains(":") || name.endsWith(":latest");
  }

  private static void orIfZero(Integer value, int otherwise, Consumer<Integer> set) {
    if (value == null || value == 0) {
      set.accept(otherwise);
    }
  }

  private static <T> T or(T value, T otherwise) {
    return value == null || value.equals("") ? otherwise : value;
  }
}
