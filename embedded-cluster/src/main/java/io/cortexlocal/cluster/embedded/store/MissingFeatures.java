package io.cortexlocal.cluster.embedded.store;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the fields of an object on which nothing of the embedded cluster acts, where ignoring them
 * would change what a test sees.
 */
final class MissingFeatures {

  private static final Set<String> DNS_POLICIES = Set.of("ClusterFirst", "Default");
  private static final Set<String> SERVICE_TYPES = Set.of("ClusterIP", "NodePort", "LoadBalancer");

  private final List<String> paths = new ArrayList<>();

  private MissingFeatures() {}

  /** Returns the paths of such fields, in the object's order. */
  static List<String> ofPod(Pod pod) {
    MissingFeatures missing = new MissingFeatures();
    if (pod.getSpec() != null) {
      missing.pod("spec", pod.getSpec());
    }
    return List.copyOf(missing.paths);
  }

  /** Returns the paths of such fields, in the object's order. */
  static List<String> ofDeployment(Deployment deployment) {
    MissingFeatures missing = new MissingFeatures();
    if (deployment.getSpec() != null) {
      missing.when(Boolean.TRUE.equals(deployment.getSpec().getPaused()), "spec.paused");
      if (deployment.getSpec().getTemplate() != null
          && deployment.getSpec().getTemplate().getSpec() != null) {
        missing.pod("spec.template.spec", deployment.getSpec().getTemplate().getSpec());
      }
    }
    return List.copyOf(missing.paths);
  }

  /** Returns the paths of such fields, in the object's order. */
  static List<String> ofService(Service service) {
    MissingFeatures missing = new MissingFeatures();
    if (service.getSpec() != null) {
      missing.service(service.getSpec());
    }
    return List.copyOf(missing.paths);
  }

  private void service(ServiceSpec spec) {
    when(!SERVICE_TYPES.contains(spec.getType()), "spec.type: " + spec.getType());
    when(
        !"None".equals(spec.getSessionAffinity()),
        "spec.sessionAffinity: " + spec.getSessionAffinity());
    unlessEmpty(spec.getExternalIPs(), "spec.externalIPs");
  }

  private void pod(String path, PodSpec spec) {
    unlessNull(spec.getActiveDeadlineSeconds(), path + ".activeDeadlineSeconds");
    unlessNull(spec.getAffinity(), path + ".affinity");
    unlessNull(spec.getDnsConfig(), path + ".dnsConfig");
    when(!DNS_POLICIES.contains(spec.getDnsPolicy()), path + ".dnsPolicy: " + spec.getDnsPolicy());
    unlessEmpty(spec.getEphemeralContainers(), path + ".ephemeralContainers");
    unlessEmpty(spec.getHostAliases(), path + ".hostAliases");
    whenTrue(spec.getHostIPC(), path + ".hostIPC");
    whenTrue(spec.getHostNetwork(), path + ".hostNetwork");
    whenTrue(spec.getHostPID(), path + ".hostPID");
    unlessNull(spec.getHostnameOverride(), path + ".hostnameOverride");
    unlessEmpty(spec.getInitContainers(), path + ".initContainers");
    unlessNull(spec.getOs(), path + ".os");
    unlessEmpty(spec.getOverhead(), path + ".overhead");
    unlessNull(spec.getPriority(), path + ".priority");
    unlessNull(spec.getPriorityClassName(), path + ".priorityClassName");
    unlessEmpty(spec.getReadinessGates(), path + ".readinessGates");
    unlessEmpty(spec.getResourceClaims(), path + ".resourceClaims");
    unlessNull(spec.getResources(), path + ".resources");
    unlessNull(spec.getRuntimeClassName(), path + ".runtimeClassName");
    when(
        !"default-scheduler".equals(spec.getSchedulerName()),
        path + ".schedulerName: " + spec.getSchedulerName());
    unlessEmpty(spec.getSchedulingGates(), path + ".schedulingGates");
    whenTrue(spec.getSetHostnameAsFQDN(), path + ".setHostnameAsFQDN");
    whenTrue(spec.getShareProcessNamespace(), path + ".shareProcessNamespace");
    unlessEmpty(spec.getTopologySpreadConstraints(), path + ".topologySpreadConstraints");
    security(path + ".securityContext", spec.getSecurityContext());
    for (int index = 0; index < spec.getContainers().size(); index++) {
      container(path + ".containers[" + index + "]", spec.getContainers().get(index));
    }
    for (int index = 0; index < spec.getVolumes().size(); index++) {
      volume(path + ".volumes[" + index + "]", spec.getVolumes().get(index));
    }
  }

  private void security(String path, PodSecurityContext security) {
    if (security == null) {
      return;
    }
    unlessNull(security.getFsGroup(), path + ".fsGroup");
    unlessEmpty(security.getSupplementalGroups(), path + ".supplementalGroups");
    unlessEmpty(security.getSysctls(), path + ".sysctls");
  }

  private void container(String path, Container container) {
    for (int index = 0; index < container.getEnv().size(); index++) {
      variable(path + ".env[" + index + "]", container.getEnv().get(index));
    }
    if (container.getLifecycle() != null) {
      unlessNull(container.getLifecycle().getPostStart(), path + ".lifecycle.postStart");
      unlessNull(container.getLifecycle().getStopSignal(), path + ".lifecycle.stopSignal");
    }
    probe(path + ".livenessProbe", container.getLivenessProbe());
    probe(path + ".readinessProbe", container.getReadinessProbe());
    probe(path + ".startupProbe", container.getStartupProbe());
    for (int index = 0; index < container.getPorts().size(); index++) {
      Integer hostPort = container.getPorts().get(index).getHostPort();
      when(hostPort != null && hostPort != 0, path + ".ports[" + index + "].hostPort");
    }
    unlessNull(container.getRestartPolicy(), path + ".restartPolicy");
    unlessEmpty(container.getRestartPolicyRules(), path + ".restartPolicyRules");
    security(path + ".securityContext", container.getSecurityContext());
    whenTrue(container.getStdin(), path + ".stdin");
    whenTrue(container.getTty(), path + ".tty");
    unlessEmpty(container.getVolumeDevices(), path + ".volumeDevices");
    for (int index = 0; index < container.getVolumeMounts().size(); index++) {
      VolumeMount mount = container.getVolumeMounts().get(index);
      String mountPath = path + ".volumeMounts[" + index + "]";
      when(
          mount.getMountPropagation() != null && !mount.getMountPropagation().equals("None"),
          mountPath + ".mountPropagation");
      unlessNull(mount.getRecursiveReadOnly(), mountPath + ".recursiveReadOnly");
    }
  }

  private void security(String path, SecurityContext security) {
    if (security != null) {
      whenTrue(security.getReadOnlyRootFilesystem(), path + ".readOnlyRootFilesystem");
    }
  }

  private void variable(String path, EnvVar variable) {
    if (variable.getValueFrom() != null) {
      unlessNull(
          variable.getValueFrom().getResourceFieldRef(), path + ".valueFrom.resourceFieldRef");
      unlessNull(variable.getValueFrom().getFileKeyRef(), path + ".valueFrom.fileKeyRef");
    }
  }

  private void probe(String path, Probe probe) {
    if (probe == null) {
      return;
    }
    unlessNull(probe.getGrpc(), path + ".grpc");
    when(
        probe.getHttpGet() != null && "HTTPS".equals(probe.getHttpGet().getScheme()),
        path + ".httpGet.scheme: HTTPS");
  }

  private void volume(String path, Volume volume) {
    boolean known = volume.getEmptyDir() != null || volume.getConfigMap() != null;
    Volume rest =
        new VolumeBuilder()
            .withName(volume.getName())
            .withEmptyDir(volume.getEmptyDir())
            .withConfigMap(volume.getConfigMap())
            .build();
    when(
        !known || !rest.equals(volume),
        path + " (" + volume.getName() + "), which is neither emptyDir nor configMap");
  }

  private void whenTrue(Boolean value, String path) {
    when(Boolean.TRUE.equals(value), path);
  }

  private void unlessNull(Object value, String path) {
    when(value != null, path);
  }

  private void unlessEmpty(Collection<?> value, String path) {
    when(value != null && !value.isEmpty(), path);
  }

  private void unlessEmpty(Map<?, ?> value, String path) {
    when(value != null && !value.isEmpty(), path);
  }

  private void when(boolean missing, String path) {
    if (missing) {
      paths.add(path);
    }
  }
}
