package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.embedded.runtime.ContainerRuntime;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.http.HttpAnswer;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Time;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Probes a container once, from the node, as the kubelet of Kubernetes 1.34 does. */
final class Prober {

  static final String USER_AGENT = "kube-probe/1.34";
  private static final int LONGEST_OUTPUT = 10 << 10;

  private final ContainerRuntime runtime;
  private final Time time;
  private final HttpGet http;

  Prober(ContainerRuntime runtime, Time time) {
    this.runtime = runtime;
    this.time = time;
    http = new HttpGet(runtime, USER_AGENT);
  }

  /** Probes, which takes at most the probe's timeout. */
  ProbeOutcome probe(Probe probe, Container spec, RunningContainer container, String podIp) {
    Duration timeout =
        Duration.ofSeconds(
            probe.getTimeoutSeconds() == null ? 1 : Math.max(1, probe.getTimeoutSeconds()));
    try {
      if (probe.getExec() != null) {
        return exec(probe.getExec().getCommand(), spec, container, timeout);
      }
      if (probe.getHttpGet() != null) {
        return http(probe.getHttpGet(), spec, podIp, timeout);
      }
      if (probe.getTcpSocket() != null) {
        return tcp(probe.getTcpSocket(), spec, podIp, timeout);
      }
    } catch (UnknownPort e) {
      return new ProbeOutcome.Errored("unknown", e.getMessage());
    }
    return new ProbeOutcome.Errored(
        "unknown", "the embedded cluster has probes of type httpGet, tcpSocket and exec only");
  }

  private ProbeOutcome http(HTTPGetAction action, Container spec, String podIp, Duration timeout)
      throws UnknownPort {
    HttpTarget target = target(action, spec, podIp);
    try {
      HttpAnswer response = http.send(action, target, Deadline.after(timeout, time));
      if (response.status() < 200 || response.status() >= 400) {
        return new ProbeOutcome.Failed("HTTP probe failed with statuscode: " + response.status());
      }
      return response.status() < 300
          ? new ProbeOutcome.Passed()
          : new ProbeOutcome.Warned(
              "Probe terminated redirects, Response body: " + response.body());
    } catch (HttpGet.Failure e) {
      return e.isInBody()
          ? new ProbeOutcome.Errored("failure", e.getMessage())
          : new ProbeOutcome.Failed(e.getMessage());
    }
  }

  private ProbeOutcome tcp(TCPSocketAction action, Container spec, String podIp, Duration timeout)
      throws UnknownPort {
    int port = port(action.getPort(), spec);
    String host = hostOr(action.getHost(), podIp);
    try (SocketChannel connected = runtime.dial(host, port, timeout)) {
      Objects.requireNonNull(connected);
      return new ProbeOutcome.Passed();
    } catch (IOException e) {
      return new ProbeOutcome.Failed(Dialing.message(host, port, e));
    }
  }

  private static ProbeOutcome exec(
      List<String> words, Container spec, RunningContainer container, Duration timeout) {
    Map<String, String> declared = new HashMap<>();
    for (EnvVar variable : spec.getEnv()) {
      declared.put(variable.getName(), Objects.requireNonNullElse(variable.getValue(), ""));
    }
    List<String> command = words.stream().map(word -> Expansion.expand(word, declared)).toList();
    try {
      ExecResult result = container.exec(command, timeout);
      String output = cut(result.output() + result.error());
      if (result.exitCode().isEmpty()) {
        return new ProbeOutcome.Errored("unknown", output);
      }
      return result.exitCode().getAsInt() == 0
          ? new ProbeOutcome.Passed()
          : new ProbeOutcome.Failed(output);
    } catch (TimeoutException e) {
      return new ProbeOutcome.Failed(
          "command timed out: %s timed out after %s"
              .formatted(GoText.quoted(String.join(" ", command)), GoText.duration(timeout)));
    } catch (RuntimeException e) {
      return new ProbeOutcome.Errored("unknown", String.valueOf(e.getMessage()));
    }
  }

  private static String cut(String output) {
    return output.length() > LONGEST_OUTPUT ? output.substring(0, LONGEST_OUTPUT) : output;
  }

  static HttpTarget target(HTTPGetAction action, Container spec, String podIp) throws UnknownPort {
    return HttpTarget.of(
        action.getScheme(),
        hostOr(action.getHost(), podIp),
        port(action.getPort(), spec),
        action.getPath());
  }

  private static String hostOr(String host, String podIp) {
    return host == null || host.isEmpty() ? podIp : host;
  }

  private static int port(IntOrString port, Container spec) throws UnknownPort {
    int number = port.getIntVal() != null ? port.getIntVal() : named(port.getStrVal(), spec);
    if (number < 1 || number > 65_535) {
      throw new UnknownPort("invalid port number: " + number);
    }
    return number;
  }

  private static int named(String name, Container spec) throws UnknownPort {
    Optional<ContainerPort> named =
        spec.getPorts().stream().filter(port -> name.equals(port.getName())).findFirst();
    if (named.isPresent()) {
      return named.get().getContainerPort();
    }
    try {
      return Integer.parseInt(name);
    } catch (NumberFormatException e) {
      throw new UnknownPort(
          "strconv.Atoi: parsing %s: invalid syntax".formatted(GoText.quoted(name)));
    }
  }

  /** A probe or hook names a port that its container does not have. */
  static final class UnknownPort extends Exception {

    private static final long serialVersionUID = 1L;

    UnknownPort(String message) {
      super(message);
    }
  }
}
