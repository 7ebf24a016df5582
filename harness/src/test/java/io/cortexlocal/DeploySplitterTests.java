package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.deploy.DeployException;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploySplitterTests {

  private static final String APIS =
      """
      - name: first
        kind: RealtimeAPI
        pod:
          containers:
          - name: web
            image: example/web:1
      - name: second
        kind: RealtimeAPI
        pod:
          containers:
          - name: web
            image: example/web:1
      """;
  private static final String SPLITTER =
      """
      - name: split
        kind: TrafficSplitter
        apis:
        - name: first
          weight: 90
        - name: second
          weight: 10
      """;

  @AutoClose private final InMemoryCortex cluster = new InMemoryCortex();
  private final CortexLocal local = cluster.local(Settings.ofThisProcess());

  @TempDir Path directory;

  @AfterEach
  void close() {
    local.close();
  }

  @Test
  void isDeployedWithItsTargetsAndTakenOutBeforeThem() {
    DeployedApis apis = deploy(SPLITTER + APIS);

    assertThat(apis.names()).containsExactly("first", "second");
    assertThat(apis.splitter("split").targets()).containsExactly("first", "second");
    assertThat(apis.splitter("split").url()).hasPath("/split");
    assertThat(route("split")).isTrue();

    apis.close();

    assertThat(route("split")).isFalse();
    assertThat(route("first")).isFalse();
    assertThat(cluster.get(ResourceType.CONFIG_MAP, "default", "api-split")).isEmpty();
  }

  @Test
  void isDeployedToApisThatAreThere() {
    DeployedApis targets = deploy(APIS);
    DeployedApis splitter = deploy(SPLITTER);

    assertThat(splitter).isEmpty();
    assertThat(route("split")).isTrue();

    splitter.close();
    assertThat(route("split")).isFalse();
    assertThat(route("first")).isTrue();
    targets.close();
  }

  @Test
  void aTargetThatIsNotThereIsNamedAndNothingIsDeployed() {
    assertThatThrownBy(() -> deploy(SPLITTER))
        .isExactlyInstanceOf(DeployException.class)
        .hasMessage(
            "split (TrafficSplitter): apis first and second were either not found or are not"
                + " RealtimeAPIs");
    assertThat(route("split")).isFalse();
  }

  @Test
  void theNewerOfTwoDeploymentsOwnsIt() {
    DeployedApis older = deploy(APIS + SPLITTER);
    DeployedApis newer = deploy(APIS + SPLITTER);

    older.close();
    assertThat(route("split")).isTrue();
    newer.close();
    assertThat(route("split")).isFalse();
  }

  @Test
  void oneThatFailsLeavesWhatAFormerDeploymentMadeOfAnother() {
    String splitter =
        """
        - name: split
          kind: TrafficSplitter
          apis:
          - name: second
            weight: 100
        """;
    DeployedApis former = deploy(APIS + splitter);
    String refused =
        """
        - name: first
          kind: TrafficSplitter
          apis:
          - name: second
            weight: 100
        """;

    assertThatThrownBy(() -> deploy(splitter + refused))
        .isExactlyInstanceOf(DeployException.class)
        .hasMessageStartingWith("cannot change the kind of first to TrafficSplitter");
    assertThat(route("split")).isTrue();

    former.close();
    assertThat(route("split")).isFalse();
  }

  @Test
  void oneIsRedeployedFromAFileAndClosedWithTheFirst() throws IOException {
    DeployedApis apis = deploy(APIS + SPLITTER);
    TrafficSplitter splitter = apis.splitter("split");
    Path other = Files.writeString(directory.resolve("other.yaml"), APIS);
    Path changed =
        Files.writeString(
            directory.resolve("cortex.yaml"), SPLITTER.replace("90", "100").replace("10\n", "0\n"));

    assertThatThrownBy(() -> splitter.redeploy(other))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(other + " has no TrafficSplitter split; it has: first, second");
    TrafficSplitter again = splitter.lentBy("the run").redeploy(changed);

    assertThat(again.targets()).containsExactly("first", "second");
    assertThatThrownBy(again::close).isInstanceOf(IllegalStateException.class);
    assertThat(
            cluster
                .get(ResourceType.VIRTUAL_SERVICE, "default", "api-split")
                .orElseThrow()
                .getAdditionalProperties()
                .toString())
        .contains("weight=100");
    splitter.close();
    assertThat(route("split")).isFalse();
  }

  @Test
  void oneThatWasNotDeployedIsNamed() {
    DeployedApis apis = deploy(APIS);

    assertThatThrownBy(() -> apis.splitter("split"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("no TrafficSplitter split was deployed; there are: none");
  }

  private boolean route(String api) {
    return cluster.get(ResourceType.VIRTUAL_SERVICE, "default", "api-" + api).isPresent();
  }

  private DeployedApis deploy(String yaml) {
    ParseResult result =
        CortexConfig.parse("cortex.yaml", yaml.getBytes(StandardCharsets.UTF_8), Optional.empty());
    DeployOptions options = DeployOptions.of(LocalImages.none(), Duration.ofSeconds(10));
    return local.deploy(((ParseResult.Valid) result).config(), options);
  }
}
