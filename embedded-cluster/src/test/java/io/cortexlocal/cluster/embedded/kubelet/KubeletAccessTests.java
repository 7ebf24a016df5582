package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logs of, and commands in, the containers of a pod. */
@Timeout(30)
class KubeletAccessTests {

  private final Node node = new Node();

  @AfterEach
  void closeNode() {
    node.close();
  }

  @Test
  void logsAreThoseOfThisRunAndOfTheOneBefore() {
    node.running(Node.container("api").build());
    write("one", "two");
    assertThat(logs(10, false)).isEqualTo("one\ntwo\n");
    assertThat(logs(1, false)).isEqualTo("two\n");
    assertThat(logs(10, true)).isEmpty();
    node.runtime.last("api").end(1);
    node.await("restarted", () -> node.runtime.runs("api") == 2 && node.isRunning("api"));
    write("three");
    assertThat(logs(10, false)).isEqualTo("three\n");
    assertThat(logs(10, true)).isEqualTo("one\ntwo\n");
    node.runtime.last("api").end(1);
    node.await("crash loop", () -> node.isWaiting("api", "CrashLoopBackOff"));
    assertThat(logs(10, false)).isEqualTo("three\n");
    assertThat(logs(10, true)).isEqualTo("three\n");
  }

  @Test
  void whatHasNotRunHasNoLog() {
    node.create(Node.pod("api-x", Node.container("api").withImage("gone:1").build()));
    node.await("no image", () -> node.isWaiting("api", "ImagePullBackOff"));
    assertThat(logs(10, false)).isEmpty();
    assertThat(node.kubelet.logs("default", "nobody", "api", 10, false)).isEmpty();
    assertThat(node.kubelet.logs("default", "api-x", "nothing", 10, false)).isEmpty();
    List<String> lines = new CopyOnWriteArrayList<>();
    try (Subscription none = node.kubelet.followLogs("default", "api-x", "api", lines::add)) {
      assertThat(none).isNotNull();
    }
    assertThat(lines).isEmpty();
  }

  @Test
  void aFollowerGetsOneRunFromItsFirstLineToItsLast() {
    node.running(Node.container("api").build());
    write("one");
    List<String> lines = new CopyOnWriteArrayList<>();
    try (Subscription following =
        node.kubelet.followLogs(
            "default",
            "api-x",
            "api",
            line -> {
              lines.add(line);
              node.signal.changed();
            })) {
      assertThat(following).isNotNull();
      write("two");
      node.await("both lines", () -> lines.equals(List.of("one", "two")));
      write("three");
      node.runtime.last("api").end(1);
      node.await("restarted", () -> node.runtime.runs("api") == 2 && node.isRunning("api"));
      write("of the next run");
      node.await("all lines", () -> lines.size() >= 3);
    }
    assertThat(lines).containsExactly("one", "two", "three");
  }

  @Test
  void aCommandRunsInTheContainer() {
    node.running(Node.container("api").build());
    node.runtime.commands = command -> new ExecResult(OptionalInt.of(4), "out " + command, "err");
    assertThat(exec("api", "ls", "-l"))
        .isEqualTo(new ExecResult(OptionalInt.of(4), "out [ls, -l]", "err"));
  }

  @Test
  void aCommandThatCannotRunSaysWhy() {
    node.running(Node.container("api").build());
    assertThatThrownBy(
            () ->
                node.kubelet.exec("default", "nobody", "api", Duration.ofSeconds(1), List.of("ls")))
        .isInstanceOf(ClusterException.class)
        .hasMessage("cannot run [ls] in Pod default/nobody/api: pods \"nobody\" not found");
    assertThatThrownBy(() -> exec("nothing", "ls"))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "cannot run [ls] in Pod default/api-x/nothing: container nothing is not valid for pod"
                + " api-x");
    node.runtime.commands =
        command -> {
          throw new TimeoutException();
        };
    assertThatThrownBy(() -> exec("api", "sleep"))
        .isInstanceOf(ClusterException.class)
        .hasMessage("[sleep] in api-x/api did not end within PT1S");
    node.runtime.last("api").end(1);
    node.await("restarted", () -> node.runtime.runs("api") == 2 && node.isRunning("api"));
    node.runtime.last("api").end(1);
    node.await("crash loop", () -> node.isWaiting("api", "CrashLoopBackOff"));
    assertThatThrownBy(() -> exec("api", "ls"))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "cannot run [ls] in Pod default/api-x/api: container not found (\"api\"): it does not"
                + " run");
  }

  private ExecResult exec(String container, String... command) {
    return node.kubelet.exec(
        "default", "api-x", container, Duration.ofSeconds(1), List.of(command));
  }

  private String logs(int lines, boolean previous) {
    return node.kubelet.logs("default", "api-x", "api", lines, previous);
  }

  private void write(String... lines) {
    for (String line : lines) {
      node.runtime.last("api").config.output().accept(line);
    }
  }
}
