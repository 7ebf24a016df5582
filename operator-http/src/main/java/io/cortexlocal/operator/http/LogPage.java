package io.cortexlocal.operator.http;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;

/** What stands here in place of Cortex's logging dashboard: the last lines of an API's replicas. */
final class LogPage {

  private static final int LINES = 500;

  private LogPage() {}

  /** Returns the last lines of each container of an API, each under a heading. */
  static String of(Kubernetes kubernetes, String api) {
    StringBuilder page = new StringBuilder();
    Map<String, String> labels = Map.of(Names.LABEL_API_NAME, api);
    for (Pod pod : kubernetes.list(ResourceType.POD, Names.NAMESPACE, labels)) {
      String name = pod.getMetadata().getName();
      for (Container container : pod.getSpec().getContainers()) {
        page.append("== %s %s%n".formatted(name, container.getName()))
            .append(
                kubernetes.logs(Names.NAMESPACE, name, container.getName(), LINES, false).strip())
            .append(System.lineSeparator());
      }
    }
    return page.isEmpty() ? "%s has no replicas%n".formatted(api) : page.toString();
  }
}
