package io.cortexlocal.controlplane;

import io.cortexlocal.istio.TranslationFinding;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Says what a control plane did, each as one line of JSON. */
public final class ControlPlaneLog {

  private static final int MOST_SAID = 10_000;

  private final Consumer<String> out;
  private final Set<TranslationFinding> said = new HashSet<>();

  public ControlPlaneLog(Consumer<String> out) {
    this.out = out;
  }

  void applied(RoutesApplied routes) {
    out.accept(routes.line());
  }

  /** The same finding comes with every snapshot; it is said once, unless there were too many. */
  void finding(TranslationFinding finding) {
    if (said.size() >= MOST_SAID) {
      said.clear();
    }
    if (said.add(finding)) {
      say("finding", finding.toString());
    }
  }

  void refused(String message) {
    say("envoy-refused", message);
  }

  void failed(RuntimeException failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    say("failed", trace.toString());
  }

  private void say(String kind, String message) {
    out.accept(new Complaint(kind, message).line());
  }
}
