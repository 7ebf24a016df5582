package io.cortexlocal.evidence;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a pod asks for of a resource, where no node has as much even when nothing runs on it.
 *
 * @param resource as Kubernetes names it
 * @param has of the first node
 */
record LargerThanNode(String resource, BigDecimal asked, BigDecimal has) {

  /** Returns it; empty when a node could take the pod, or no node is known. */
  static Optional<LargerThanNode> of(Pod pod, List<Node> nodes) {
    Map<String, BigDecimal> requests = requests(pod);
    Optional<LargerThanNode> first = Optional.empty();
    for (Node node : nodes) {
      Optional<LargerThanNode> lacking = lacking(requests, node);
      if (lacking.isEmpty()) {
        return Optional.empty();
      }
      first = first.isPresent() ? first : lacking;
    }
    return first;
  }

  private static Optional<LargerThanNode> lacking(Map<String, BigDecimal> requests, Node node) {
    Map<String, Quantity> all =
        node.getStatus() == null || node.getStatus().getAllocatable() == null
            ? Map.of()
            : node.getStatus().getAllocatable();
    return requests.entrySet().stream()
        .map(
            request ->
                new LargerThanNode(
                    request.getKey(), request.getValue(), has(all, request.getKey())))
        .filter(it -> it.asked().compareTo(it.has()) > 0)
        .findFirst();
  }

  private static Map<String, BigDecimal> requests(Pod pod) {
    Map<String, BigDecimal> requests = new TreeMap<>();
    for (Container container : pod.getSpec().getContainers()) {
      if (container.getResources() != null && container.getResources().getRequests() != null) {
        container
            .getResources()
            .getRequests()
            .forEach((name, amount) -> requests.merge(name, amount(amount), BigDecimal::add));
      }
    }
    return requests;
  }

  private static BigDecimal has(Map<String, Quantity> all, String resource) {
    return all.containsKey(resource) ? amount(all.get(resource)) : BigDecimal.ZERO;
  }

  private static BigDecimal amount(Quantity quantity) {
    return Quantity.getAmountInBytes(quantity);
  }

  /** Returns it in words: {@code 1000.1 cpu, and the node has 2 in all}. */
  String text() {
    return "%s %s, and the node has %s in all".formatted(plain(asked), resource, plain(has));
  }

  private static String plain(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }
}
