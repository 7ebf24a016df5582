package io.cortexlocal.evidence;

import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A replica of one container, {@code web} on port 8080, in states that a cluster reports. */
final class Replicas implements PodLook {

  private final List<Pod> beside = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final List<ListeningSocket> listening = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final Map<String, Answer> answers = new HashMap<>();

  static RealtimeApiConfig api() {
    String yaml =
        """
        - name: a1
          kind: RealtimeAPI
          pod:
            containers:
            - name: web
              image: example/web:1
        """;
    ParseResult result =
        CortexConfig.parse("cortex.yaml", yaml.getBytes(StandardCharsets.UTF_8), Optional.empty());
    return (RealtimeApiConfig) ((ParseResult.Valid) result).config().apis().get(0);
  }

  String hint(Pod... pods) {
    return StartHint.of(
        List.of(pods).stream().map(pod -> new Replica(api(), pod, beside, nodes, this)).toList());
  }

  Replicas beside(Pod pod) {
    beside.add(pod);
    return this;
  }

  Replicas on(Node node) {
    nodes.add(node);
    return this;
  }

  Replicas event(String reason, int count, String message) {
    events.add(new EventBuilder().withReason(reason).withCount(count).withMessage(message).build());
    return this;
  }

  Replicas listens(int port, boolean loopback) {
    listening.add(new ListeningSocket(port, loopback));
    return this;
  }

  Replicas wrote(String... text) {
    lines.addAll(List.of(text));
    return this;
  }

  Replicas answers(String path, int status, String location, String text) {
    answers.put(path, new Answer(status, Optional.ofNullable(location), text));
    return this;
  }

  static Pod pod(ContainerStatus... statuses) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("api-a1-x")
        .withNamespace("default")
        .addToLabels(Names.LABEL_API_NAME, "a1")
        .addToLabels(Names.LABEL_POD_ID, "new")
        .endMetadata()
        .withNewSpec()
        .withContainers(
            new ContainerBuilder()
                .withName("web")
                .withReadinessProbe(
                    new ProbeBuilder()
                        .withNewHttpGet()
                        .withPath("/ready")
                        .withNewPort(8080)
                        .endHttpGet()
                        .build())
                .withLivenessProbe(
                    new ProbeBuilder()
                        .withNewHttpGet()
                        .withNewPort(8080)
                        .endHttpGet()
                        .withPeriodSeconds(5)
                        .withFailureThreshold(3)
                        .build())
                .build(),
            new ContainerBuilder()
                .withName("proxy")
                .withReadinessProbe(
                    new ProbeBuilder()
                        .withNewHttpGet()
                        .withPath("/healthz")
                        .withNewPort(15000)
                        .endHttpGet()
                        .build())
                .build())
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withContainerStatuses(statuses)
        .endStatus()
        .build();
  }

  static Pod ready(Pod pod, boolean ready) {
    return new PodBuilder(pod)
        .editStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .endCondition()
        .endStatus()
        .build();
  }

  static Pod unschedulable(String message) {
    return new PodBuilder(pod())
        .editStatus()
        .withPhase("Pending")
        .addNewCondition()
        .withType("PodScheduled")
        .withStatus("False")
        .withMessage(message)
        .withLastTransitionTime("9999-01-01T00:00:00Z")
        .endCondition()
        .endStatus()
        .build();
  }

  static Pod asking(String cpu, Pod pod) {
    return new PodBuilder(pod)
        .editSpec()
        .editFirstContainer()
        .withNewResources()
        .addToRequests("cpu", new Quantity(cpu))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  static Node node(String cpu) {
    return new NodeBuilder()
        .withNewStatus()
        .addToAllocatable("cpu", new Quantity(cpu))
        .endStatus()
        .build();
  }

  static ContainerStatus running(String name, boolean ready, int restarts) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withReady(ready)
        .withRestartCount(restarts)
        .withState(new ContainerStateBuilder().withNewRunning().endRunning().build())
        .build();
  }

  static ContainerStatus waiting(String reason, String message) {
    return new ContainerStatusBuilder()
        .withName("web")
        .withImage("example/web:1")
        .withReady(false)
        .withRestartCount(0)
        .withNewState()
        .withNewWaiting()
        .withReason(reason)
        .withMessage(message)
        .endWaiting()
        .endState()
        .build();
  }

  static ContainerStatus ended(int code, String reason, int restarts) {
    return new ContainerStatusBuilder(waiting("CrashLoopBackOff", null))
        .withRestartCount(restarts)
        .withNewLastState()
        .withNewTerminated()
        .withExitCode(code)
        .withReason(reason)
        .endTerminated()
        .endLastState()
        .build();
  }

  @Override
  public List<Event> events() {
    return events;
  }

  @Override
  public List<String> lastLines(String container) {
    return container.equals("web") ? lines : List.of();
  }

  @Override
  public List<ListeningSocket> listening() {
    return listening;
  }

  @Override
  public Optional<Answer> get(int port, String path) {
    return Optional.ofNullable(answers.get(path));
  }
}
