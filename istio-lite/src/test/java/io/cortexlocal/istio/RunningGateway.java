package io.cortexlocal.istio;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.istio.envoy.EnvoyAdmin;
import io.cortexlocal.istio.envoy.EnvoyExecutable;
import io.cortexlocal.istio.envoy.EnvoyProcess;
import io.cortexlocal.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A gateway's Envoy with its files, and the objects that they are made of. */
final class RunningGateway implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Path directory = Files.createTempDirectory("gateway");
  private final List<Gateway> gateways = new ArrayList<>();
  private final List<VirtualService> virtualServices = new ArrayList<>();
  private final List<Snapshot.Service> services = new ArrayList<>();
  private final List<Snapshot.Endpoint> endpoints = new ArrayList<>();
  private Optional<EnvoyProcess> process = Optional.empty();

  RunningGateway() throws IOException {
    gateways.add(Objects.apisGateway());
  }

  RunningGateway gateways(Gateway... added) {
    gateways.addAll(List.of(added));
    return this;
  }

  RunningGateway virtualServices(VirtualService... added) {
    virtualServices.addAll(List.of(added));
    return this;
  }

  RunningGateway service(String name, int port, Upstream... upstreams) {
    services.add(Objects.service(name, port));
    endpoints(name, upstreams);
    return this;
  }

  /** Replaces the endpoints of a Service. */
  RunningGateway endpoints(String name, Upstream... upstreams) {
    endpoints.removeIf(endpoint -> endpoint.service().equals(name));
    for (Upstream upstream : upstreams) {
      endpoints.add(Objects.endpoint(name, upstream.port()));
    }
    return this;
  }

  RunningGateway endpoint(String name, int port) {
    endpoints.add(Objects.endpoint(name, port));
    return this;
  }

  void remove(VirtualService virtualService, String serviceName) {
    virtualServices.remove(virtualService);
    services.removeIf(service -> service.name().equals(serviceName));
    endpoints(serviceName);
  }

  EnvoyFiles files() {
    return IstioLite.translate(
        new Snapshot(gateways, virtualServices, services, endpoints),
        GatewayWorkload.of(
            Map.of("istio", "ingressgateway-apis", "app", "apis-istio-gateway"),
            Map.of(
                80, new GatewayWorkload.Tcp("127.0.0.1", 0),
                443, new GatewayWorkload.Tcp("127.0.0.1", 0)),
            directory.resolve("xds")));
  }

  Path directory() {
    return directory;
  }

  /** Starts Envoy with the objects so far. */
  RunningGateway start() throws Exception {
    return start(files());
  }

  /** Starts Envoy with one worker: then its choices are predictable. */
  RunningGateway start(EnvoyFiles files) throws Exception {
    try {
      startEnvoy(files);
      return this;
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  private void startEnvoy(EnvoyFiles files) throws Exception {
    EnvoyAdmin admin = new EnvoyAdmin(directory.resolve("admin.sock"));
    EnvoyFileWriter.beforeStart(directory.resolve("xds")).write(files);
    Path bootstrap = directory.resolve("envoy.json");
    Files.writeString(bootstrap, GatewayBootstrap.write(admin.socket(), directory.resolve("xds")));
    List<String> arguments = new ArrayList<>(GatewayBootstrap.arguments());
    arguments.addAll(List.of("--concurrency", "1"));
    EnvoyProcess envoy =
        EnvoyProcess.start(EnvoyExecutable.locate(), bootstrap, directory, admin, arguments);
    process = Optional.of(envoy);
    envoy.awaitReady(TIMEOUT);
    writer().awaitStarted(files);
  }

  EnvoyProcess envoy() {
    return process.orElseThrow();
  }

  /** Hands the objects as they are now to Envoy. */
  void update() throws Exception {
    write(files());
  }

  void write(EnvoyFiles files) throws Exception {
    writer().write(files);
  }

  private EnvoyFileWriter writer() {
    return EnvoyFileWriter.whileRunning(
        directory.resolve("xds"), envoy().admin(), envoy()::standardError);
  }

  int port(int gatewayPort) throws IOException {
    JsonNode listeners =
        Json.read(envoy().admin().get("/listeners?format=json").body()).orElseThrow();
    for (JsonNode listener : listeners.path("listener_statuses")) {
      if (listener.path("name").asText().equals(String.valueOf(gatewayPort))) {
        return listener.path("local_address").path("socket_address").path("port_value").asInt();
      }
    }
    throw new AssertionError("no listener for " + gatewayPort + " in " + listeners);
  }

  /** An answer; header lines as they were written. */
  record Answer(int status, List<String> headers, String body) {}

  Answer get(String path, String... headers) throws IOException {
    return request("GET " + path, headers);
  }

  Answer request(String requestLine, String... headers) throws IOException {
    StringBuilder head =
        new StringBuilder(requestLine).append(" HTTP/1.1\r\nHost: any.example\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(80))) {
      socket.setSoTimeout(15_000);
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      return readAnswer(socket.getInputStream());
    }
  }

  /**
   * Reads as far as the content length says; Envoy keeps a connection open after its own answers.
   */
  private static Answer readAnswer(InputStream input) throws IOException {
    StringBuilder head = new StringBuilder();
    int next;
    while (head.indexOf("\r\n\r\n") < 0 && (next = input.read()) >= 0) {
      head.append((char) next);
    }
    List<String> lines = List.of(head.toString().strip().split("\r\n", -1));
    int length =
        lines.stream()
            .filter(line -> line.startsWith("content-length: "))
            .mapToInt(line -> Integer.parseInt(line.substring("content-length: ".length())))
            .findFirst()
            .orElse(0);
    return new Answer(
        Integer.parseInt(lines.get(0).substring(9, 12)),
        lines.subList(1, lines.size()),
        new String(input.readNBytes(length), StandardCharsets.UTF_8));
  }

  List<AccessLog> accessLog() {
    return envoy()
        .standardOutput()
        .lines()
        .flatMap(line -> AccessLog.parse(line).stream())
        .toList();
  }

  List<InFlightRequest> inFlight() {
    return envoy()
        .standardOutput()
        .lines()
        .flatMap(line -> InFlightRequest.parse(line).stream())
        .toList();
  }

  static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + TIMEOUT.toSeconds() + " s: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Override
  public void close() {
    process.ifPresent(EnvoyProcess::close);
    if (Files.notExists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
