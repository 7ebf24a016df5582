package io.cortexlocal.workload.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the sidecar admits, queues and refuses, on a real Envoy; vectors of Cortex 0.42's proxy. */
@Timeout(60)
class SidecarLimitTests {

  @Test
  void refusesTheRequestBeyondConcurrencyAndQueueWithCortexsAnswer() throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), 1, 4)) {
      List<Wire> waiting = fill(sidecar, 5);

      Wire.Answer refused = Wire.exchange(sidecar.dataPort(), "GET /6");

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body()).isEqualTo("pending request queue full\n");
      assertThat(refused.headers())
          .contains(
              "Content-Type: text/plain; charset=utf-8",
              "X-Content-Type-Options: nosniff",
              "Content-Length: 27")
          .noneMatch(line -> line.startsWith("Retry-After") || line.startsWith("Server"));
      assertThat(user.arrived()).containsExactly("GET /1");
      user.release(5);
      assertThat(answers(waiting))
          .containsExactly("served /1", "served /2", "served /3", "served /4", "served /5");
    }
  }

  @Test
  void servesTheQueueInTheOrderOfArrival() throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), 1, 4)) {
      List<Wire> waiting = fill(sidecar, 5);

      user.release(5);

      answers(waiting);
      assertThat(user.arrived()).containsExactly("GET /1", "GET /2", "GET /3", "GET /4", "GET /5");
    }
  }

  @Test
  void runsMaxConcurrencyAtATime() throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), 3, 2)) {
      List<Wire> waiting = fill(sidecar, 5);

      sidecar.await("three requests run", () -> user.arrived().size() == 3);
      assertThat(Wire.exchange(sidecar.dataPort(), "GET /6").status()).isEqualTo(503);
      assertThat(user.arrived()).hasSize(3);
      user.release(5);
      assertThat(answers(waiting)).hasSize(5);
    }
  }

  /**
   * Ten requests in one burst on fresh connections, with concurrency for all and a queue of one.
   */
  @Test
  void admitsABurstThatConcurrencyCovers() throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), 10, 1)) {
      user.release(10);
      List<Wire> burst = new ArrayList<>();
      for (int index = 0; index < 10; index++) {
        burst.add(Wire.send(sidecar.dataPort(), "GET /" + index));
      }

      assertThat(answers(burst)).allMatch(body -> body.startsWith("served")).hasSize(10);
    }
  }

  @Test
  void letsKubeProbeThroughWhileFullAndDoesNotCountIt() throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), 1, 4)) {
      List<Wire> waiting = fill(sidecar, 4);
      Wire probe =
          Wire.send(sidecar.dataPort(), "GET /healthz", "User-Agent: kube-probe/1.22 (test)");
      sidecar.await("the probe arrived", () -> user.arrived().contains("GET /healthz"));
      assertThat(user.userAgents()).contains("kube-probe/1.22 (test)");

      waiting.add(Wire.send(sidecar.dataPort(), "GET /5"));
      sidecar.awaitActiveRequests(6);
      assertThat(Wire.exchange(sidecar.dataPort(), "GET /6").status()).isEqualTo(503);

      user.release(6);
      assertThat(probe.answer().status()).isEqualTo(200);
      assertThat(answers(waiting)).hasSize(5).allMatch(body -> body.startsWith("served"));
    }
  }

  @Test
  void freesTheSlotOfAQueuedGetWhoseClientLeaves() throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), 1, 1)) {
      List<Wire> waiting = fill(sidecar, 2);
      waiting.remove(1).close();
      sidecar.awaitActiveRequests(1);

      waiting.add(Wire.send(sidecar.dataPort(), "GET /3"));
      sidecar.awaitActiveRequests(2);
      user.release(2);

      assertThat(answers(waiting)).containsExactly("served /1", "served /3");
      assertThat(user.arrived()).containsExactly("GET /1", "GET /3");
    }
  }

  /** Cortex would still deliver it; see the fidelity manifest. */
  @Test
  void dropsAQueuedPostWhoseClientLeaves() throws Exception {
    try (UserContainer user = UserContainer.start(0);
        RunningSidecar sidecar = RunningSidecar.start(user.port(), 1, 1)) {
      List<Wire> waiting = fill(sidecar, 1);
      Wire post = Wire.send(sidecar.dataPort(), "POST /left", "Content-Length: 4");
      post.write("body");
      sidecar.awaitActiveRequests(2);
      post.close();
      sidecar.awaitActiveRequests(1);
      user.release(2);

      answers(waiting);
      assertThat(Wire.exchange(sidecar.dataPort(), "GET /after").body()).isEqualTo("served /after");
      assertThat(user.arrived()).containsExactly("GET /1", "GET /after");
    }
  }

  /** Requests that arrive one after the other, each on its own connection. */
  private static List<Wire> fill(RunningSidecar sidecar, int requests) throws Exception {
    List<Wire> waiting = new ArrayList<>();
    for (int index = 1; index <= requests; index++) {
      waiting.add(Wire.send(sidecar.dataPort(), "GET /" + index));
      sidecar.awaitActiveRequests(index);
    }
    return waiting;
  }

  private static List<String> answers(List<Wire> waiting) throws Exception {
    List<String> bodies = new ArrayList<>();
    for (Wire wire : waiting) {
      try (wire) {
        bodies.add(wire.answer().body());
      }
    }
    return bodies;
  }
}
