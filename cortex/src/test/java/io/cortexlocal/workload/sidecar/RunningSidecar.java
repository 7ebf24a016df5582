package io.cortexlocal.workload.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.istio.envoy.EnvoyAdmin;
import io.cortexlocal.istio.envoy.EnvoyExecutable;
import io.cortexlocal.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sidecar as it runs in a pod: the entrypoint script with Envoy below it. */
final class RunningSidecar implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Process process;
  private final Path directory;
  private final EnvoyAdmin admin;
  private int dataPort;
  private int adminPort;

  private RunningSidecar(Process process, Path directory, EnvoyAdmin admin) {
    this.process = process;
    this.directory = directory;
    this.admin = admin;
  }

  static RunningSidecar start(int userPort, int maxConcurrency, int maxQueueLength)
      throws Exception {
    return start(userPort, maxConcurrency, maxQueueLength, true, Optional.empty());
  }

  static RunningSidecar start(
      int userPort, int maxConcurrency, int maxQueueLength, boolean tcpProbe, Optional<String> path)
      throws Exception {
    Path directory = Files.createTempDirectory("sidecar");
    Path socket = directory.resolve("admin.sock");
    Path bootstrap = directory.resolve("envoy.json");
    Path script = directory.resolve("entrypoint.sh");
    Files.writeString(
        bootstrap,
        SidecarBootstrap.write(
            new SidecarSettings(
                "127.0.0.1",
                0,
                0,
                userPort,
                maxConcurrency,
                maxQueueLength,
                tcpProbe,
                socket.toString(),
                path)));
    Files.writeString(script, SidecarEntrypoint.script());
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", script.toString()));
    command.addAll(List.of(EnvoyExecutable.locate().toString(), socket.toString()));
    command.addAll(SidecarBootstrap.arguments(bootstrap.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("out").toFile()))
            .redirectError(directory.resolve("err").toFile())
            .start();
    RunningSidecar sidecar = new RunningSidecar(process, directory, new EnvoyAdmin(socket));
    try {
      sidecar.await("Envoy is live", sidecar::isLive);
      sidecar.dataPort = sidecar.listenerPort("data");
      sidecar.adminPort = sidecar.listenerPort("admin");
      return sidecar;
    } catch (Exception | AssertionError e) {
      sidecar.close();
      throw e;
    }
  }

  private boolean isLive() throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError("the sidecar ended: " + standardError());
    }
    try {
      return admin.get("/ready").status() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private int listenerPort(String name) throws IOException {
    var listeners = Json.read(admin.get("/listeners?format=json").body()).orElseThrow();
    for (var listener : listeners.path("listener_statuses")) {
      if (listener.path("name").asText().equals(name)) {
        return listener.path("local_address").path("socket_address").path("port_value").asInt();
      }
    }
    throw new AssertionError("no listener '" + name + "' in " + listeners);
  }

  int dataPort() {
    return dataPort;
  }

  int adminPort() {
    return adminPort;
  }

  Process process() {
    return process;
  }

  /** A counter or gauge of Envoy's. */
  long stat(String name) throws IOException {
    Matcher matcher =
        Pattern.compile("(?m)^" + Pattern.quote(name) + ": (\\d+)$")
            .matcher(admin.get("/stats?filter=^" + name.replace(".", "\\.") + "$").body());
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  void awaitActiveRequests(long count) throws Exception {
    await(count + " active requests", () -> stat("http.data.downstream_rq_active") == count);
  }

  /** Has a marker written, as it is done in a pod. */
  void mark(String name) throws Exception {
    Process marking =
        new ProcessBuilder(
                SidecarEntrypoint.marker(directory.resolve("admin.sock-m").toString(), name))
            .redirectErrorStream(true)
            .start();
    String said = new String(marking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(marking.waitFor()).as(said).isZero();
  }

  List<SidecarEvent> events() throws IOException {
    String written = Files.readString(directory.resolve("out"));
    return written
        .substring(0, written.lastIndexOf('\n') + 1)
        .lines()
        .flatMap(line -> SidecarEvent.parse(line).stream())
        .toList();
  }

  String standardError() throws IOException {
    return Files.readString(directory.resolve("err"));
  }

  void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            "not within " + TIMEOUT.toSeconds() + " s: " + what + "; sidecar: " + standardError());
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Override
  public void close() throws IOException {
    List<ProcessHandle> children = process.descendants().toList();
    children.forEach(ProcessHandle::destroyForcibly);
    process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join().destroyForcibly();
    for (String file :
        List.of("out", "err", "entrypoint.sh", "envoy.json", "admin.sock", "admin.sock-m")) {
      Files.deleteIfExists(directory.resolve(file));
    }
    Files.delete(directory);
  }
}
