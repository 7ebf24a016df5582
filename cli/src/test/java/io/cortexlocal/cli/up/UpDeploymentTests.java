package io.cortexlocal.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.running.OperatorClient;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.observe.Rollout;
import io.cortexlocal.status.PodState;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.Ticker;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How APIs are followed, which come up as they are told to. */
class UpDeploymentTests {

  private static final String YAML =
      """
      - name: one
        kind: RealtimeAPI
        pod: {containers: [{name: api, image: example/hello:1}]}
      - name: two
        kind: RealtimeAPI
        pod: {containers: [{name: api, image: example/hello:1}]}
      """;

  private final StringWriter err = new StringWriter();

  private boolean await(int oneServesAt, int twoServesAt) throws InterruptedException {
    Teller teller =
        new Teller(
            new Streams(
                InputStream.nullInputStream(),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err),
                false,
                Map.of()),
            Ticker.system());
    UpDeployment deployment =
        new UpDeployment(
            new OperatorClient(URI.create("http://127.0.0.1:1"), "0.42.1"),
            new Script(oneServesAt, twoServesAt),
            Duration.ofSeconds(30),
            teller);
    ParseResult result =
        CortexConfig.parse(
            "cortex.yaml", YAML.getBytes(StandardCharsets.UTF_8), Optional.empty(), Set.of());
    List<ApiConfig> apis = ((ParseResult.Valid) result).config().apis();
    return deployment.await(apis, () -> false);
  }

  @Test
  void oneThatWasGivenUpAndServesThenIsCountedOnce() throws Exception {
    assertThat(await(2, 4)).isTrue();
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void oneThatIsGivenUpIsToldWhenTheOtherServes(int twoServesAt) throws Exception {
    assertThat(await(Integer.MAX_VALUE, twoServesAt)).isFalse();
    assertThat(err)
        .hasToString(
            """
            cortex-local: API one cannot come up any more: it has no hope.
              one's pods
            Try: a hint for one
            """);
  }

  /** APIs that serve from a look on; of the first there is no hope before. */
  private static final class Script implements ApiProgress {

    private final Signal signal = new Signal();
    private final int oneServesAt;
    private final int twoServesAt;
    private int look;

    Script(int oneServesAt, int twoServesAt) {
      this.oneServesAt = oneServesAt;
      this.twoServesAt = twoServesAt;
    }

    @Override
    public Signal signal() {
      return signal;
    }

    @Override
    public void requireAlive() {
      look++;
      signal.changed();
    }

    @Override
    public Optional<Rollout> of(String api) {
      boolean serves = look >= (api.equals("one") ? oneServesAt : twoServesAt);
      return Optional.of(
          new Rollout(api, 1, List.of(serves ? PodState.READY : PodState.NOT_READY), 0, serves));
    }

    @Override
    public Optional<String> hopeless(String api) {
      return api.equals("one") ? Optional.of("it has no hope") : Optional.empty();
    }

    @Override
    public String describe(String api) {
      return "  " + api + "'s pods";
    }

    @Override
    public String hint(RealtimeApiConfig api) {
      return "a hint for " + api.name();
    }
  }
}
