package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether an object may be stored: fills in Kubernetes' defaults, and refuses what its API
 * server refuses, and what nothing here acts on.
 */
final class Admission {

  private Admission() {}

  /**
   * Admits an object, which is changed by its defaults.
   *
   * @param existing the object as it was, if it is not new
   * @throws RefusedException naming the object and every field that is at fault
   */
  static <T extends HasMetadata> T admit(ResourceType<T> type, Optional<T> existing, T object) {
    existing.ifPresentOrElse(
        before -> keepReplicas(before, object), () -> ObjectParts.dropStatus(object));
    Defaults.fillIn(object);
    List<String> missing = MissingFeatures.of(object);
    if (!missing.isEmpty()) {
      throw new RefusedException(
          RefusedException.Reason.NOT_IMPLEMENTED,
          """
          cannot apply %s %s: the embedded cluster does not have %s
          Try: backend k3s (cortex.local.backend=k3s), which is all of Kubernetes."""
              .formatted(type.kind(), ObjectKey.of(type, object), String.join(", ", missing)));
    }
    FieldErrors errors = new FieldErrors();
    metadata(type, object, errors);
    if (object instanceof Deployment deployment) {
      DeploymentRules.check(existing.map(Deployment.class::cast), deployment, errors);
    } else if (object instanceof Pod pod) {
      pod(existing.map(Pod.class::cast), pod, errors);
    } else if (object instanceof Service service) {
      service(service, errors);
    }
    if (!errors.all().isEmpty()) {
      String group = type.group().isEmpty() ? "" : "." + type.group();
      throw new RefusedException(
          RefusedException.Reason.INVALID,
          "cannot apply %s %s: %s%s \"%s\" is invalid: %s"
              .formatted(
                  type.kind(),
                  ObjectKey.of(type, object),
                  type.kind(),
                  group,
                  object.getMetadata().getName(),
                  FieldErrors.joined(errors.all())));
    }
    return object;
  }

  /** An apply that says nothing about the replicas leaves them to whoever scales. */
  private static void keepReplicas(HasMetadata before, HasMetadata object) {
    if (object instanceof Deployment deployment
        && deployment.getSpec() != null
        && deployment.getSpec().getReplicas() == null) {
      deployment.getSpec().setReplicas(((Deployment) before).getSpec().getReplicas());
    }
  }

  private static void metadata(ResourceType<?> type, HasMetadata object, FieldErrors errors) {
    ObjectMeta metadata = object.getMetadata();
    String path = "metadata.name";
    if (type.equals(ResourceType.SERVICE)) {
      NameRules.dns1035Label(path, metadata.getName(), errors);
    } else if (type.equals(ResourceType.NAMESPACE)) {
      NameRules.label(path, metadata.getName(), errors);
    } else if (!type.group().equals("rbac.authorization.k8s.io")) {
      NameRules.subdomain(path, metadata.getName(), errors);
    }
    NameRules.labels("metadata.labels", metadata.getLabels(), errors);
    NameRules.annotations("metadata.annotations", metadata.getAnnotations(), errors);
  }

  private static void pod(Optional<Pod> existing, Pod pod, FieldErrors errors) {
    if (pod.getSpec() == null) {
      errors.required("spec.containers", "");
      return;
    }
    if (existing.isPresent() && pod.getSpec().getNodeName() == null) {
      pod.getSpec().setNodeName(existing.get().getSpec().getNodeName());
    }
    PodRules.check("spec", pod.getSpec(), errors);
    if (existing.isPresent() && !existing.get().getSpec().equals(pod.getSpec())) {
      errors.forbidden(
          "spec",
          "pod updates may not change fields (Kubernetes changes images, tolerations and deadlines,"
              + " which the embedded cluster does not)");
    }
  }

  private static void service(Service service, FieldErrors errors) {
    if (service.getSpec() == null || service.getSpec().getPorts().isEmpty()) {
      if (service.getSpec() == null || !"None".equals(service.getSpec().getClusterIP())) {
        errors.required("spec.ports", "");
      }
      return;
    }
    List<ServicePort> ports = service.getSpec().getPorts();
    Set<String> names = new HashSet<>();
    for (int index = 0; index < ports.size(); index++) {
      String path = "spec.ports[" + index + "]";
      ServicePort port = ports.get(index);
      String name = port.getName() == null ? "" : port.getName();
      if (name.isEmpty()) {
        if (ports.size() > 1) {
          errors.required(path + ".name", "");
        }
      } else {
        NameRules.label(path + ".name", name, errors);
        if (!names.add(name)) {
          errors.duplicate(path + ".name", name);
        }
      }
      errors.port(path + ".port", port.getPort() == null ? 0 : port.getPort());
      if (port.getTargetPort() != null && port.getTargetPort().getStrVal() != null) {
        NameRules.portName(path + ".targetPort", port.getTargetPort().getStrVal(), errors);
      } else if (port.getTargetPort() != null) {
        errors.port(path + ".targetPort", port.getTargetPort().getIntVal());
      }
    }
    NameRules.labels("spec.selector", service.getSpec().getSelector(), errors);
  }
}
