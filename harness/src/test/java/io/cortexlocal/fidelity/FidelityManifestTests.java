package io.cortexlocal.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.config.ApiConfigs;
import io.cortexlocal.config.ApiConfigs.ApiBuilder;
import io.cortexlocal.config.ApiConfigs.ContainerBuilder;
import io.cortexlocal.config.ComputeConfig;
import io.cortexlocal.config.Handler;
import io.cortexlocal.config.TaskApiConfig;
import io.cortexlocal.config.TrafficSplitterConfig;
import io.cortexlocal.fidelity.FidelityManifest.Difference;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FidelityManifestTests {

  private static final TrafficSplitterConfig SPLITTER =
      new TrafficSplitterConfig("split", List.of(), "/split", 0);
  private static final TaskApiConfig TASK =
      new TaskApiConfig("task", ApiConfigs.minimal("task").pod(), Optional.empty(), "/task", 0);

  private final FidelityManifest manifest = FidelityManifest.load();

  @Test
  void everyDifferenceHasAnIdOfItsOwn() {
    assertThat(manifest.differences()).isNotEmpty();
    assertThat(manifest.differences())
        .extracting(Difference::id)
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[a-z0-9]+(-[a-z0-9]+)*"));
  }

  @Test
  void everyDifferenceIsComplete() {
    assertThat(manifest.differences())
        .allSatisfy(
            difference -> {
              assertThat(difference.cortex()).as(difference.id()).endsWith(".");
              assertThat(difference.here()).as(difference.id()).endsWith(".");
              assertThat(difference.reason()).as(difference.id()).endsWith(".");
              assertThat(difference.cortex()).isNotEqualTo(difference.here());
              assertThat(difference.backends())
                  .as(difference.id())
                  .isNotEmpty()
                  .doesNotHaveDuplicates()
                  .isSubsetOf("k3s", "embedded", "existing");
            });
  }

  @Test
  void eachIsPinnedByATest() throws Exception {
    for (Difference difference : manifest.differences()) {
      assertThat(difference.pinnedBy()).as(difference.id()).matches("[\\w.]+#\\w+");
      String[] test = difference.pinnedBy().split("#", 2);
      assertThat(sourceOf(test[0]))
          .as(difference.id())
          .containsPattern("@(Test|ParameterizedTest)\\s[^;{}]*void " + test[1] + "\\(");
    }
  }

  @Test
  void eachUseIsOneThatIsKnownAndHasADifference() throws Exception {
    List<String> written =
        Pattern.compile("\"use\": \"([^\"]*)\"")
            .matcher(Files.readString(Path.of("src/main/resources" + FidelityManifest.RESOURCE)))
            .results()
            .map(result -> result.group(1))
            .distinct()
            .toList();

    assertThat(written)
        .containsExactlyInAnyOrderElementsOf(Arrays.stream(Use.values()).map(Use::id).toList());
  }

  @Test
  void aFileMeetsWhatItsApisUse() {
    assertThat(concerning("embedded", ApiConfigs.api("a").replicas(2, 2, 2))).isEmpty();
    assertThat(concerning("embedded", ApiConfigs.api("a").replicas(1, 2, 1))).isEmpty();
    for (int init = 0; init <= 1; init++) {
      assertThat(concerning("embedded", ApiConfigs.api("a").replicas(0, 1, init)))
          .containsExactly(
              "activator-where-needed",
              "held-requests-are-not-forgotten",
              "routed-back-in-spite-of-changes",
              "activator-adds-no-headers");
    }
    assertThat(concerning("k3s", still().nodeGroups("cpu"))).containsExactly("no-node-groups");
    assertThat(manifest.concerning("k3s", List.of(SPLITTER))).isEmpty();
    assertThat(manifest.concerning("k3s", List.of(TASK))).containsExactly("realtime-only");
    assertThat(manifest.concerning("k3s", List.of(still().build(), TASK)))
        .containsExactly("realtime-only");
  }

  @Test
  void aFileMeetsWhatItsContainersUse() {
    assertThat(concerning("k3s", with(container -> container.compute(compute(1, 0)))))
        .containsExactly("no-gpu-no-inferentia");
    assertThat(concerning("embedded", with(container -> container.compute(compute(1, 0)))))
        .containsExactly("counted-gpus-and-inferentia");
    assertThat(concerning("embedded", with(container -> container.compute(compute(0, 1)))))
        .containsExactlyInAnyOrder("counted-gpus-and-inferentia", "no-added-capabilities");
    Handler command = new Handler.Exec(List.of("true"));
    Handler request = new Handler.HttpGet("/", 8080);
    assertThat(concerning("k3s", with(it -> it.readiness(ApiConfigs.probe(command)))))
        .containsExactly("probe-commands-that-cannot-run");
    assertThat(concerning("k3s", with(it -> it.liveness(ApiConfigs.probe(command)))))
        .containsExactly("probe-commands-that-cannot-run");
    assertThat(concerning("k3s", with(it -> it.readiness(ApiConfigs.probe(request))))).isEmpty();
    assertThat(concerning("k3s", with(it -> it.preStop(request))))
        .containsExactly("pre-stop-user-agent");
    assertThat(concerning("k3s", with(it -> it.preStop(command)))).isEmpty();
    assertThat(concerning("k3s", with(it -> it.env(Map.of("MY KEY", "x")))))
        .containsExactly("environment-names");
    assertThat(concerning("k3s", with(it -> it.env(Map.of("MY_KEY", "x"))))).isEmpty();
  }

  private List<String> concerning(String backend, ApiBuilder api) {
    return manifest.concerning(backend, List.of(api.build()));
  }

  private static ApiBuilder still() {
    return ApiConfigs.api("still").replicas(1, 1, 1);
  }

  private static ApiBuilder with(UnaryOperator<ContainerBuilder> change) {
    return still().containers(change.apply(ApiConfigs.container("web")));
  }

  private static UnaryOperator<ComputeConfig> compute(long gpu, long inf) {
    return old -> new ComputeConfig(old.cpu(), old.mem(), gpu, inf, old.shm());
  }

  private static String sourceOf(String testClass) throws IOException {
    String file = "src/test/java/" + testClass.replace('.', '/') + ".java";
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(Path.of(".."))) {
      for (Path module : modules) {
        Path source = module.resolve(file);
        if (Files.exists(source)) {
          return Files.readString(source);
        }
      }
    }
    throw new AssertionError("there is no test " + testClass);
  }

  @Test
  void knowsThoseOfABackend() {
    FidelityManifest two =
        new FidelityManifest(
            List.of(
                new Difference("one", "a.", "b.", "c.", List.of("k3s"), Optional.empty(), ""),
                new Difference(
                    "two",
                    "a.",
                    "b.",
                    "c.",
                    List.of("k3s", "embedded"),
                    Optional.of(Use.SCALING_TO_ZERO),
                    "")));

    assertThat(two.of("k3s")).extracting(Difference::id).containsExactly("one", "two");
    assertThat(two.of("embedded")).extracting(Difference::id).containsExactly("two");
    assertThat(two.of("other")).isEmpty();
    assertThat(two.summary("k3s"))
        .isEqualTo(
            "2 known differences from Cortex 0.42, all in /io/cortexlocal/fidelity/fidelity.json of"
                + " the class path");
    assertThat(
            two.summary(
                "k3s", List.of(ApiConfigs.api("a").replicas(0, 1, 1).build(), still().build())))
        .hasValue(
            "a, still: 1 of the 2 known differences from Cortex 0.42 concern what it uses: two; all"
                + " of them are in /io/cortexlocal/fidelity/fidelity.json of the class path");
    assertThat(two.summary("k3s", List.of(still().build()))).isEmpty();
  }
}
