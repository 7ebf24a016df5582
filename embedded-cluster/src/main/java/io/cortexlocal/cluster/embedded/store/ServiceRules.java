package io.cortexlocal.cluster.embedded.store;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What Kubernetes' API server checks of a Service's spec. */
final class ServiceRules {

  private ServiceRules() {}

  /** Checks a Service whose defaults are filled in. */
  static void check(Optional<Service> existing, Service service, FieldErrors errors) {
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
