package io.cortexlocal.cli.up;

import static io.cortexlocal.status.PodState.CREATING;
import static io.cortexlocal.status.PodState.NOT_READY;
import static io.cortexlocal.status.PodState.READY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.json.Json;
import io.cortexlocal.observe.Rollout;
import io.cortexlocal.time.Ticker;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RolloutViewTests {

  private static final Rollout NONE = new Rollout("a", 1, List.of(), 0, false);
  private static final Rollout STARTING = new Rollout("a", 1, List.of(NOT_READY), 0, false);
  private static final Rollout SERVING = new Rollout("a", 1, List.of(READY), 0, true);

  private final StringWriter out = new StringWriter();

  private Teller teller(boolean terminal) {
    PrintWriter writer = new PrintWriter(out);
    return new Teller(
        new Streams(InputStream.nullInputStream(), writer, writer, terminal, Map.of()),
        Ticker.system());
  }

  @Test
  void eachStateHasItsWords() {
    assertThat(RolloutText.of(NONE)).isEqualTo("0/1 no replica yet");
    assertThat(RolloutText.of(STARTING)).isEqualTo("0/1 NotReady");
    assertThat(RolloutText.of(SERVING)).isEqualTo("1/1 Ready");
    assertThat(RolloutText.of(new Rollout("a", 1, List.of(READY), 0, false)))
        .isEqualTo("1/1 Ready, waiting for the gateway");
    assertThat(
            RolloutText.of(
                new Rollout("a", 4, List.of(CREATING, NOT_READY, CREATING, READY), 2, false)))
        .isEqualTo("1/4 2 Creating, NotReady, 2 of the former version");
    assertThat(RolloutText.of(new Rollout("splitter", 0, List.of(), 0, true))).isEqualTo("routed");
  }

  @Test
  void withoutATerminalEachChangeIsOneLine() {
    RolloutView view = teller(false).view();
    view.show(List.of(NONE));
    view.show(List.of(STARTING));
    view.show(List.of(STARTING));
    view.show(List.of(SERVING));

    assertThat(out.toString().lines().map(line -> line.substring(10)))
        .containsExactly("a  0/1 no replica yet", "a  0/1 NotReady", "a  1/1 Ready");
    assertThat(out.toString()).doesNotContain("\u001B");
  }

  @Test
  void onATerminalTheRowsAreWrittenOver() {
    RolloutView view = teller(true).view();
    Rollout other = new Rollout("longer", 1, List.of(CREATING), 0, false);
    view.show(List.of(STARTING, other));
    view.show(List.of(STARTING, other));
    view.show(List.of(SERVING, other));

    assertThat(out)
        .hasToString(
            "\u001B[2K          a       0/1 NotReady\n"
                + "\u001B[2K          longer  0/1 Creating\n"
                + "\u001B[2A"
                + "\u001B[2K          a       1/1 Ready\n"
                + "\u001B[2K          longer  0/1 Creating\n");
  }

  @Test
  void theOperatorsCountsAreARollout() {
    assertThat(
            RemoteRollout.of(
                Json.read(
                        """
                        {"metadata": {"name": "a"},
                         "status": {"requested": 3, "ready": 2, "up_to_date": 2, "replica_counts":
                           {"requested": 2, "ready": 1, "not_ready": 1, "terminating": 1,
                            "ready_out_of_date": 1}}}
                        """)
                    .orElseThrow(),
                true))
        .isEqualTo(new Rollout("a", 2, List.of(NOT_READY, READY), 1, false));
    JsonNode ready =
        Json.read(
                """
                {"metadata": {"name": "a"},
                 "status": {"requested": 1, "ready": 1, "up_to_date": 1, "replica_counts":
                   {"requested": 1, "ready": 1, "terminating": 1}}}
                """)
            .orElseThrow();
    assertThat(RemoteRollout.of(ready, true)).isEqualTo(SERVING);
    assertThat(RolloutText.of(RemoteRollout.of(ready, false)))
        .isEqualTo("1/1 Ready, waiting for the gateway");
  }
}
