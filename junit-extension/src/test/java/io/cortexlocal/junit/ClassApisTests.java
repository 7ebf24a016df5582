package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.DeployOptions;
import io.cortexlocal.DeployedApis;
import io.cortexlocal.InMemoryCortex;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.TrafficSplitter;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ClassApisTests {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @AutoClose private final InMemoryCortex cluster = new InMemoryCortex();
  private final RealtimeApi echo = cluster.deploy("echo", "");
  private final RealtimeApi caller = cluster.deploy("caller", "");
  private final List<String> released = new ArrayList<>();
  private final ClassApis apis =
      ClassApis.deployed(
          ClassApisTests.class,
          List.of(echo, caller),
          () -> released.add("released"),
          new ApiLeases());

  @Test
  void findWhatApiNamesChoose() {
    VisibleApis visible = new VisibleApis(List.of(apis));

    assertThat(apis.names()).containsExactly("echo", "caller");
    assertThat(visible.find("caller", Optional.empty())).isSameAs(apis.all().get(1));
    assertThat(visible.find("", Optional.of("echo"))).isSameAs(apis.all().get(0));
  }

  @Test
  void areNotClosedByTests() {
    assertThatThrownBy(apis.all().get(0)::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "API echo cannot be closed here: @CortexApi on io.cortexlocal.junit.ClassApisTests takes"
                + " it out after the last test of the class. Try: scale(0), or an API of your own,"
                + " by deploy(…) of a CortexLocal");
    assertThat(cluster.deployments()).contains("api-echo");
  }

  @Test
  void haveSplittersThatAreNotClosedByTests() {
    CortexConfig config = CortexConfig.load(Path.of("src", "test", "apis", "split", "cortex.yaml"));
    try (CortexLocal local = cluster.local(Settings.ofThisProcess())) {
      DeployedApis deployed = local.deploy(config, DeployOptions.of(LocalImages.none(), TIMEOUT));
      ClassApis split =
          ClassApis.deployed(ClassApisTests.class, deployed, () -> {}, new ApiLeases());
      VisibleApis visible = new VisibleApis(List.of(ClassApis.none(Object.class), split));

      TrafficSplitter splitter = visible.findSplitter("", Optional.of("whatever"));

      assertThat(splitter.name()).isEqualTo("split");
      assertThatThrownBy(splitter::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "TrafficSplitter split cannot be closed here: @CortexApi on"
                  + " io.cortexlocal.junit.ClassApisTests takes it out after the last test of the"
                  + " class. Try: one of your own, by deploy(…) of a CortexLocal");
      assertThat(route("api-split")).isTrue();

      split.close();

      assertThat(route("api-split")).isFalse();
    }
  }

  private boolean route(String name) {
    return cluster.get(ResourceType.VIRTUAL_SERVICE, "default", name).isPresent();
  }

  @Test
  void takeTheApisOutBeforeTheLeaseEnds() {
    apis.close();

    assertThat(released).containsExactly("released");
    for (String name : List.of("api-echo", "api-caller")) {
      assertThat(cluster.get(ResourceType.DEPLOYMENT, "default", name)).isEmpty();
      assertThat(cluster.get(ResourceType.SERVICE, "default", name)).isEmpty();
      assertThat(cluster.get(ResourceType.VIRTUAL_SERVICE, "default", name)).isEmpty();
    }
  }

  @Test
  void areTheEvidenceOfAFailure() {
    assertThat(evidence(new ApiEvidence(apis.all()).getMessage()))
        .containsExactly(
            "API echo when the test failed:",
            "  pod api-echo-x is Ready",
            "    container web is ready",
            "    container proxy is ready",
            "    last events:",
            "      (time) Normal Scheduled: Successfully assigned default/api-echo-x to node",
            "    container web wrote no log",
            "  timeline:",
            "  (time)  api-echo-x  created",
            "  (time)  api-echo-x  Ready",
            "API caller when the test failed:",
            "  pod api-caller-x is Ready",
            "    container web is ready",
            "    container proxy is ready",
            "    last events:",
            "      (time) Normal Scheduled: Successfully assigned default/api-caller-x to node",
            "    container web wrote no log",
            "  timeline:",
            "  (time)  api-caller-x  created",
            "  (time)  api-caller-x  Ready");
  }

  /** Without what a run alone has, and without what became of each container. */
  private static List<String> evidence(String text) {
    return text.replaceAll("(api-[a-z]+)-[a-z0-9]+-[a-z0-9]+", "$1-x")
        .replaceAll("\\d+\\.\\d{3} s|\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "(time)")
        .lines()
        .filter(line -> !line.matches(" *\\(time\\) Normal (Pulled|Created|Started): .*"))
        .toList();
  }
}
