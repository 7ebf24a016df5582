package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.config.InvalidConfigException;
import io.cortexlocal.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicasTests {

  @AutoClose private final InMemoryCortex cluster = new InMemoryCortex();
  private final CortexLocal local = cluster.local(Settings.ofThisProcess());

  @TempDir Path directory;

  @Test
  void apisAreFoundByName() throws IOException {
    DeployedApis apis = local.deploy(file("one", "two"));

    assertThat(apis).extracting(RealtimeApi::name).containsExactly("one", "two");
    assertThat(apis.names()).containsExactly("one", "two");
    assertThat(apis.api("two")).isSameAs(apis.get(1));
    assertThatThrownBy(() -> apis.api("tow"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no API tow was deployed; there are: one, two");
    apis.close();
    assertThat(cluster.deployments()).isEmpty();
  }

  @Test
  void aReplicaTellsOfItself() {
    RealtimeApi api = cluster.deploy("a1", "");
    String name = api.replicas().get(0).name();

    assertThat(name).startsWith("api-a1-");
    assertThat(api.awaitReplicas(1))
        .singleElement()
        .returns(name, ApiReplica::name)
        .returns("Ready", ApiReplica::state)
        .returns(true, ApiReplica::isReady)
        .returns(false, ApiReplica::isEnding)
        .returns(List.of("web"), ApiReplica::containers)
        .returns(0, ApiReplica::restarts)
        .hasToString(name + " is Ready");
    assertThatThrownBy(() -> api.replicas().get(0).restarts("wbe"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(name + " has no container wbe; it has: web, proxy");
    assertThatThrownBy(() -> api.replicas().get(0).exec())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a command has at least one element");
    assertThatThrownBy(() -> api.replicas().get(0).crash())
        .isInstanceOf(ClusterException.class)
        .hasMessage("the backend in-memory cannot kill container web of Pod default/" + name);
  }

  @Test
  void aWaitThatIsInVainNamesWhatItWaitedForAndWhatThereIs() {
    RealtimeApi api = cluster.deploy("a1", "");

    assertThatThrownBy(() -> api.awaitReplicas(3, Duration.ofMillis(50)))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith(
            """
            the replicas of API a1 did not become as wanted within PT0.05S: 3 that are Ready, and \
            no other, with requests to all.
            There are %1$s is Ready; its Deployment asks for 1.
              pod %1$s is Ready
            """
                .formatted(api.replicas().get(0).name()))
        .hasMessageEndingWith("Try: scale(n) when another number is asked for, or more time.");
    assertThatThrownBy(() -> api.awaitReplicas(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the number of replicas is 0 or more, but it is -1");
    assertThatThrownBy(() -> api.scale(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the number of replicas is 0 or more, but it is -1");
  }

  @Test
  void aLineThatIsNotWrittenIsWaitedForNoLonger() {
    ApiReplica replica = cluster.deploy("a1", "").replicas().get(0);

    assertThatThrownBy(() -> replica.awaitLog("web", "ready", Duration.ofMillis(50)))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "container web of %s did not write the line \"ready\" within PT0.05S. It wrote nothing."
                .formatted(replica.name()));
    assertThatThrownBy(() -> replica.awaitLog("web", "a port", line -> true, Duration.ofMillis(50)))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "container web of %s did not write a port within PT0.05S. It wrote nothing."
                .formatted(replica.name()));
  }

  @Test
  void whatWasRedeployedIsClosedWithTheFirst() throws IOException {
    RealtimeApi api = local.deploy(file("one", "two")).api("one");
    RealtimeApi again = api.redeploy(file("one"));

    assertThat(again).isNotSameAs(api).returns("one", RealtimeApi::name);
    assertThat(cluster.deployments()).containsExactlyInAnyOrder("api-one", "api-two");
    api.close();
    assertThat(cluster.deployments()).containsExactly("api-two");
  }

  @Test
  void aFileThatCannotBeRedeployedIsRefused() throws IOException {
    RealtimeApi api = local.deploy(file("one")).api("one");

    Path other = file("two", "three");
    assertThatThrownBy(() -> api.redeploy(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(other + " has no RealtimeAPI one; it has: two, three");
    Path invalid = Files.writeString(directory.resolve("invalid.yaml"), "- name: one\n");
    assertThatThrownBy(() -> api.redeploy(invalid)).isInstanceOf(InvalidConfigException.class);
    assertThat(cluster.deployments()).containsExactly("api-one");
  }

  @Test
  void whatIsLentCannotBeClosed() throws IOException {
    CortexLocal lent = local.lentBy("the run ends it");
    try (RealtimeApi own = lent.deploy(file("one")).api("one")) {
      RealtimeApi api = own.lentBy("the class takes it out");
      RealtimeApi again = api.redeploy(file("one"));

      for (RealtimeApi one : List.of(api, again)) {
        assertThatThrownBy(one::close)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage(
                "API one cannot be closed here: the class takes it out. Try: scale(0), or an API of"
                    + " your own, by deploy(…) of a CortexLocal");
      }
      assertThatThrownBy(lent::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "the cluster cannot be closed here: the run ends it. Try: close the APIs that you"
                  + " deployed, or CortexLocal.start(…) for a cluster of your own");
      assertThatThrownBy(() -> lent.cluster().close())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "the cluster cannot be closed by itself: it ends with the CortexLocal that it is of");
      assertThat(cluster.deployments()).containsExactly("api-one");
    }
    assertThat(cluster.deployments()).isEmpty();
  }

  private Path file(String... names) throws IOException {
    StringBuilder yaml = new StringBuilder();
    for (String name : names) {
      yaml.append(
          """
          - name: %s
            kind: RealtimeAPI
            pod:
              containers:
              - name: web
                image: example/web:1
          """
              .formatted(name));
    }
    return Files.writeString(directory.resolve("cortex.yaml"), yaml);
  }
}
