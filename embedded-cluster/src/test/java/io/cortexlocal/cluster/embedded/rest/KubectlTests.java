package io.cortexlocal.cluster.embedded.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.rest.Kubectl.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real kubectl on the API of an embedded cluster. */
class KubectlTests {

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, labels: {app: web}}
      spec:
        replicas: 1
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - {name: api, image: "acme/app:1", env: [{name: A, value: one}, {name: B, value: two}]}
      """;

  @TempDir private Path folder;

  private ServedCluster cluster;
  private Kubectl kubectl;

  @BeforeEach
  void serve() throws Exception {
    cluster = new ServedCluster(folder);
    kubectl =
        new Kubectl(cluster.server.kubeconfig(), Files.createDirectory(folder.resolve("home")));
  }

  @AfterEach
  void close() throws Exception {
    cluster.close();
  }

  private String run(String... arguments) throws Exception {
    Outcome outcome = kubectl.run(arguments);
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    return outcome.output();
  }

  private Path file(String content) throws Exception {
    return Files.writeString(folder.resolve("objects.yaml"), content);
  }

  /** So k9s asks before it shows a kind. */
  @Test
  void whatIsServedMayBeDone() throws Exception {
    assertThat(run("auth", "can-i", "list", "pods")).isEqualTo("yes\n");
    assertThat(run("auth", "can-i", "get", "pods", "--subresource=log")).isEqualTo("yes\n");
    assertThat(run("auth", "can-i", "get", "/version")).contains("yes\n");
    Outcome exec = kubectl.run("auth", "can-i", "create", "pods", "--subresource=exec");
    assertThat(exec.exitCode()).isOne();
    assertThat(exec.output())
        .isEqualTo("no - the embedded cluster does not serve create of pods/exec\n");
    assertThat(run("auth", "can-i", "--list")).containsPattern("deployments.apps/scale +.*patch");
    assertThat(run("auth", "whoami")).containsPattern("Username +cortex-local-embedded");
  }

  @Test
  void podsAreListedAsTablesWideAndByLabels() throws Exception {
    cluster.pod("one");
    cluster.pod("two");
    cluster.ready("one", true);
    assertThat(run("get", "pods"))
        .containsPattern("^NAME +READY +STATUS +RESTARTS +AGE\n")
        .containsPattern("one +1/1 +Running +0 +\\d+s\n")
        .containsPattern("two +0/1 +Running +0 +\\d+s\n");
    assertThat(run("get", "po", "-A", "-o", "wide", "-l", "app in (two)"))
        .containsPattern("^NAMESPACE +NAME +READY .* IP +NODE")
        .containsPattern("default +two .* 10\\.42\\.0\\.9 +node")
        .doesNotContain("default     one");
    assertThat(run("get", "pods", "--field-selector", "metadata.name!=one", "-o", "name"))
        .isEqualTo("pod/two\n");
    assertThat(run("get", "pod", "one", "-o", "jsonpath={.status.podIP}")).isEqualTo("10.42.0.9");
  }

  @Test
  void everyKindIsListed() throws Exception {
    String kinds = run("api-resources", "--verbs=list", "--no-headers", "-o", "name");
    assertThat(kinds.lines().toList()).hasSize(ResourceType.all().size());
    assertThat(run("get", String.join(",", kinds.lines().toList()), "-A"))
        .containsPattern("namespace/default +Active");
    assertThat(run("get", "all")).isEqualTo("No resources found in default namespace.\n");
  }

  @Test
  void podsAreDescribedWithTheirEvents() throws Exception {
    Pod pod = cluster.pod("one");
    cluster.store.record(pod, "kubelet", "Warning", "Unhealthy", "Readiness probe failed");
    assertThat(run("describe", "pod", "one"))
        .containsPattern("Name: +one\n")
        .containsPattern("Node: +node")
        .containsPattern("Warning +Unhealthy .*Readiness probe failed");
    assertThat(run("get", "events")).containsPattern("Warning +Unhealthy +pod/one");
  }

  @Test
  void deploymentsAreDescribed() throws Exception {
    run("apply", "-f", file(DEPLOYMENT).toString());
    assertThat(run("describe", "deployment", "web"))
        .containsPattern("Name: +web\n")
        .containsPattern("Image: +acme/app:1");
  }

  @Test
  void logsAreReadAndFollowedToTheEndOfTheContainer() throws Exception {
    cluster.pod("one");
    cluster.logs.write("first");
    cluster.logs.write("second");
    assertThat(run("logs", "one")).isEqualTo("first\nsecond\n");
    assertThat(run("logs", "one", "--tail=1")).isEqualTo("second\n");
    assertThat(run("logs", "one", "--timestamps"))
        .isEqualTo("2026-01-02T03:04:05.000006000Z first\n2026-01-02T03:04:06.000006000Z second\n");
    assertThat(run("logs", "one", "--since-time=2026-01-02T04:04:06+01:00")).isEqualTo("second\n");
    assertThat(run("logs", "one", "--since=10s")).isEmpty();
    assertThat(run("logs", "one", "--limit-bytes=8")).isEqualTo("first\nse");
    Process following = kubectl.start("logs", "-f", "one", "--tail=1");
    try (BufferedReader lines = Kubectl.lines(following)) {
      assertThat(next(lines)).isEqualTo("second");
      cluster.logs.write("third");
      assertThat(next(lines)).isEqualTo("third");
      cluster.logs.end();
      assertThat(next(lines)).isNull();
      assertThat(following.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(following.exitValue()).isZero();
    } finally {
      following.destroyForcibly();
    }
    Outcome previous = kubectl.run("logs", "one", "--previous");
    assertThat(previous.exitCode()).isOne();
    assertThat(previous.output())
        .contains("previous terminated container \"api\" in pod \"one\" not found");
  }

  @Test
  void changesAreWatchedUntilTheClusterCloses() throws Exception {
    cluster.pod("one");
    Process watching = kubectl.start("get", "pods", "-w", "--no-headers");
    try (BufferedReader lines = Kubectl.lines(watching)) {
      assertThat(next(lines)).containsPattern("one +0/1");
      cluster.ready("one", true);
      assertThat(next(lines)).containsPattern("one +1/1");
      cluster.kubernetes.delete(ResourceType.POD, "default", "one");
      assertThat(next(lines)).containsPattern("one +1/1 +Terminating");
      cluster.close();
      assertThat(watching.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      watching.destroyForcibly();
    }
  }

  private static String next(BufferedReader lines) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return lines.readLine();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void waitEndsWithTheCondition() throws Exception {
    cluster.pod("one");
    Process waiting = kubectl.start("wait", "--for=condition=Ready", "pod/one", "--timeout=30s");
    cluster.ready("one", true);
    try (BufferedReader lines = Kubectl.lines(waiting)) {
      assertThat(next(lines)).isEqualTo("pod/one condition met");
    } finally {
      waiting.destroyForcibly();
    }
  }

  @Test
  void wrongTokenIsUnauthorized() throws Exception {
    Path wrong = folder.resolve("wrong");
    Files.writeString(
        wrong,
        Files.readString(cluster.server.kubeconfig()).replace(cluster.token(), "0".repeat(64)));
    Outcome outcome = new Kubectl(wrong, folder.resolve("home")).run("get", "pods");
    assertThat(outcome.exitCode()).isOne();
    assertThat(outcome.output()).contains("You must be logged in to the server");
  }

  @Test
  void objectsAreAppliedPatchedScaledAndDeleted() throws Exception {
    String file = file(DEPLOYMENT).toString();
    assertThat(run("apply", "-f", file)).isEqualTo("deployment.apps/web created\n");
    assertThat(run("apply", "-f", file)).isEqualTo("deployment.apps/web unchanged\n");
    file(DEPLOYMENT.replace("value: one", "value: 1st").replace(", {name: B, value: two}", ""));
    assertThat(run("apply", "-f", file)).isEqualTo("deployment.apps/web configured\n");
    assertThat(run("get", "deploy", "web", "-o", "jsonpath={..containers[0].env}"))
        .isEqualTo("[{\"name\":\"A\",\"value\":\"1st\"}]");
    assertThat(run("scale", "deploy/web", "--replicas=3")).contains("scaled");
    assertThat(run("set", "env", "deploy/web", "C=three")).contains("env updated");
    assertThat(run("label", "deploy", "web", "tier=front", "app-")).contains("labeled");
    assertThat(
            run(
                "get",
                "deploy",
                "web",
                "-o",
                "jsonpath={.spec.replicas} {.metadata.labels} {..env[*].name}"))
        .isEqualTo("3 {\"tier\":\"front\"} A C");
    assertThat(run("apply", "--server-side", "-f", file)).contains("serverside-applied");
    assertThat(run("delete", "deploy", "web")).contains("\"web\" deleted");
    assertThat(cluster.kubernetes.list(ResourceType.DEPLOYMENT, "default", Map.of())).isEmpty();
  }

  @Test
  void whatTheClusterDoesNotDoIsRefusedByName() throws Exception {
    cluster.pod("one");
    Outcome exec = kubectl.run("exec", "one", "--", "true");
    assertThat(exec.exitCode()).isOne();
    assertThat(exec.output()).contains("the embedded cluster does not serve pods/exec");
    Outcome dry = kubectl.run("apply", "--dry-run=server", "-f", file(DEPLOYMENT).toString());
    assertThat(dry.exitCode()).isOne();
    assertThat(dry.output()).contains("the embedded cluster does not serve dryRun");
    Outcome unknown =
        kubectl.run("create", "-f", file(DEPLOYMENT.replace("replicas:", "replica:")).toString());
    assertThat(unknown.exitCode()).isOne();
    assertThat(unknown.output()).contains("unknown field \"spec.replica\"");
    assertThat(kubectl.run("get", "daemonsets").output())
        .contains("the server doesn't have a resource type \"daemonsets\"");
  }
}
