package io.cortexlocal.controlplane;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cortexlocal.istio.Finding;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Says what a control plane did, each as one line of JSON. */
public final class Reporter {

  private final ObjectMapper json = new ObjectMapper();
  private final Consumer<String> out;
  private final Set<Finding> said = new HashSet<>();

  public Reporter(Consumer<String> out) {
    this.out = out;
  }

  void applied(RoutesApplied routes) {
    out.accept(routes.line());
  }

  /** The same finding comes with every snapshot; it is said once. */
  void finding(Finding finding) {
    if (said.add(finding)) {
      say("finding", finding.toString());
    }
  }

  void refused(String message) {
    say("envoy-refused", message);
  }

  private void say(String kind, String message) {
    ObjectNode node = json.createObjectNode();
    node.put("kind", kind);
    node.put("message", message);
    out.accept(node.toString());
  }
}
