package io.cortexlocal.cli.up;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cluster.Backend;
import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.Requirement;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Setting;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Ticker;
import io.cortexlocal.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpNetworkTests {

  private static final Setting<String> NETWORK =
      Setting.text("cortex.local.network", "cluster", "what is reached");

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void containersReachWhatIsOutsideUnlessSomethingElseIsSaid() {
    Backend able = new NetworkedBackend(List.of(NETWORK), Optional.empty());
    assertThat(choose(able, Map.of()).get(NETWORK)).isEqualTo("outside");
    assertThat(choose(able, Map.of("cortex.local.network", "cluster")).get(NETWORK))
        .isEqualTo("cluster");
    assertThat(said()).isEmpty();
  }

  @Test
  void whereThatCannotBeHadTheReasonIsSaidAndTheRestGoesOn() {
    Backend unable =
        new NetworkedBackend(List.of(NETWORK), Optional.of("no way out.\nTry: a package"));
    assertThat(choose(unable, Map.of()).get(NETWORK)).isEqualTo("cluster");
    assertThat(said()).isEqualTo("no way out.\nTry: a package\n");
  }

  @Test
  void whoAsksForItByNameIsLeftToTheClusterToRefuse() {
    Backend unable = new NetworkedBackend(List.of(NETWORK), Optional.of("no way out"));
    assertThat(choose(unable, Map.of("cortex.local.network", "outside")).get(NETWORK))
        .isEqualTo("outside");
    assertThat(said()).isEmpty();
  }

  @Test
  void backendWithoutTheSettingIsNotAsked() {
    Backend other = new NetworkedBackend(List.of(), Optional.of("no way out"));
    assertThat(choose(other, Map.of()).text("cortex.local.network")).isEmpty();
    assertThat(said()).isEmpty();
  }

  private Settings choose(Backend backend, Map<String, String> given) {
    Settings settings =
        Settings.ofThisProcess()
            .preferring(new Settings.Source("test", name -> Optional.ofNullable(given.get(name))));
    PrintWriter writer = new PrintWriter(said, true, UTF_8);
    Streams streams = new Streams(System.in, writer, writer, false, Map.of());
    return UpNetwork.choose(backend, settings, new Teller(streams, Ticker.system()));
  }

  private String said() {
    return said.toString(UTF_8).replace("\r\n", "\n");
  }

  /** Has an obstacle for who wants to reach what is outside. */
  private record NetworkedBackend(List<Setting<?>> settings, Optional<String> outside)
      implements Backend {

    @Override
    public String name() {
      return "networked";
    }

    @Override
    public Optional<String> obstacle(Settings settings) {
      return settings.get(NETWORK).equals("outside") ? outside : Optional.empty();
    }

    @Override
    public List<Requirement> requirements(Settings settings) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void requireImages(Settings settings, Collection<String> images, LocalImages local) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Cluster start(Settings settings, Time time, Deadline deadline) {
      throw new UnsupportedOperationException();
    }
  }
}
