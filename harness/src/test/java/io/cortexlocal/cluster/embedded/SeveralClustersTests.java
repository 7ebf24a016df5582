package io.cortexlocal.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.rest.RunningCluster;
import io.cortexlocal.cluster.embedded.setup.EnvoyBinary;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters beside each other, of other users, and in the other mode. */
class SeveralClustersTests {

  @TempDir private Path folder;

  @Test
  void clustersOfOneAndOfTwoJvmsDoNotDisturbEachOther() throws Exception {
    Path own = Files.createDirectory(folder.resolve("own"));
    Path others = Files.createDirectory(folder.resolve("other"));
    Project project = new Project(own).answers("hello", 8080);
    ClusterJvm other = ClusterJvm.start(others, Map.of());
    try (CortexLocal first = Project.start(Map.of());
        CortexLocal second =
            Project.start(Map.of(EmbeddedSettings.USER_NAMESPACE.name(), "true"))) {
      RealtimeApi one = project.deployTo(first);
      RealtimeApi two = project.deployTo(second);
      URI gateway = URI.create(other.await("gateway ").substring("gateway ".length()));
      other.await("deployed 200");
      assertThat(List.of(one.get("/").text(), two.get("/").text(), answer(gateway)))
          .containsOnly("from 127.0.0.1, 10.42.0.2");
      assertThat(RunningCluster.find().stream().map(RunningCluster::process))
          .contains(other.process().pid())
          .filteredOn(pid -> pid == ProcessHandle.current().pid())
          .hasSize(2);
      other.process().destroyForcibly().waitFor();
      first.close();
      assertThat(two.get("/").status()).isEqualTo(200);
    } finally {
      other.process().destroyForcibly();
    }
  }

  @Test
  void clusterIsClosedWhileAnotherThreadDeploys() throws Exception {
    CortexLocal local = Project.start(Map.of());
    Project project = new Project(folder).runs("never", 8080, "sleep", "1000");
    CompletableFuture<RealtimeApi> deploying =
        CompletableFuture.supplyAsync(() -> project.deployTo(local));
    while (local.cluster().kubernetes().list(ResourceType.POD, "default", Map.of()).isEmpty()) {
      LockSupport.parkNanos(5_000_000);
    }
    local.close();
    assertThatThrownBy(() -> deploying.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("the embedded cluster has been closed");
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  @Test
  void ordinaryUserGetsFromStartToAnAnswer() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file = new Project(folder).answers("hello", 8080).file();
    List<String> classPath = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path copy = folder.resolve("cp").resolve(Integer.toString(classPath.size()));
      classPath.add(copy(Path.of(entry), copy).toString());
    }
    Path app = copy(Project.classes(), folder.resolve("app"));
    new Project(folder)
        .images(Project.answer(8080).replace(Project.classes().toString(), app.toString()));
    Path envoy = folder.resolve("envoy");
    Files.copy(EnvoyBinary.locate(System.getenv()), envoy);
    Files.setPosixFilePermissions(envoy, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command =
        new ArrayList<>(
            List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"));
    command.addAll(ClusterJvm.command(folder, Map.of(), String.join(":", classPath), file));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("CORTEX_LOCAL_ENVOY", envoy.toString());
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(
        folder.resolve("temporary"), PosixFilePermissions.fromString("rwxrwxrwx"));
    builder.environment().put("HOME", home.toString());
    builder.environment().put("XDG_CACHE_HOME", home.toString());
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().write("close\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output).contains("deployed 200", "closed");
    assertThat(process.waitFor()).isZero();
  }

  private static String answer(URI gateway) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(gateway.resolve("/hello")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static Path copy(Path from, Path to) throws Exception {
    if (!Files.exists(from)) {
      return to;
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    return to;
  }
}
