package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** What the machine refuses is one sentence in the log, and not a trace for each pod and try. */
class NodeFailuresTests {

  private final List<String> said = new ArrayList<>();
  private final NodeFailures failures = new NodeFailures(recorder());

  @Test
  void aRefusalOfTheMachineIsOneSentenceOnce() {
    RuntimeFailure refusal =
        new RuntimeFailure("the node has ended", new IllegalStateException("a trace"));
    failures.say("pod a failed", refusal);
    failures.say("pod a failed", refusal);
    failures.say("pod b failed", refusal);

    assertThat(said)
        .containsExactly(
            "warn [{}, pod a failed: the node has ended]",
            "warn [{}, pod b failed: the node has ended]");
  }

  @Test
  void anythingElseHasItsTrace() {
    IllegalStateException fault = new IllegalStateException("no turn");
    failures.say("pod a failed", fault);
    failures.say("pod a failed", fault);

    assertThat(said)
        .containsExactly(
            "error [pod a failed, java.lang.IllegalStateException: no turn]",
            "error [pod a failed, java.lang.IllegalStateException: no turn]");
  }

  private Logger recorder() {
    return (Logger)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("debug")) {
                said.add(method.getName() + " " + Arrays.asList(arguments));
              }
              return null;
            });
  }
}
