package io.cortexlocal.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.linux.NodeMode;
import io.cortexlocal.install.Installation;
import io.cortexlocal.install.InstalledCluster;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.SystemTime;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gateway's pod is a program and an Envoy that the embedded cluster knows by their images. */
class GatewayTests {

  private static final Duration START = Duration.ofSeconds(60);

  @ParameterizedTest
  @EnumSource(NodeMode.class)
  void itAnswersOnTheLoopbackInterfaceWithoutARestart(NodeMode mode) throws Exception {
    String inUserNamespace = Boolean.toString(mode == NodeMode.USER_NAMESPACE);
    Settings settings =
        Settings.ofThisProcess()
            .preferring(
                new Settings.Source(
                    "the test",
                    name ->
                        name.equals(EmbeddedSettings.USER_NAMESPACE.name())
                            ? Optional.of(inUserNamespace)
                            : Optional.empty()));
    try (SystemTime time = new SystemTime();
        InstalledCluster cluster =
            InstalledCluster.in(
                EmbeddedCluster.start(EmbeddedSettings.from(settings, System.getenv()), time),
                new Installation("0.42.1"),
                time,
                Deadline.after(START, time))) {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(cluster.gateway() + "/nothing")).build(),
                  HttpResponse.BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(response.headers().firstValue("server")).hasValue("istio-envoy");
      List<ContainerStatus> containers =
          cluster
              .kubernetes()
              .list(ResourceType.POD, "istio-system", Map.of())
              .get(0)
              .getStatus()
              .getContainerStatuses();
      assertThat(containers).extracting(ContainerStatus::getReady).containsExactly(true, true);
      assertThat(containers).extracting(ContainerStatus::getRestartCount).containsExactly(0, 0);
    }
  }
}
