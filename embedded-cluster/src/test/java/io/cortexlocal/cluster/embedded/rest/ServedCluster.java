package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.EmbeddedKubernetes;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.cluster.embedded.store.PodAccess;
import io.cortexlocal.cluster.embedded.store.WrittenLine;
import io.cortexlocal.cluster.embedded.store.WrittenLines;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The API of objects that a test puts there; pods have no processes, and write what it says. */
final class ServedCluster implements AutoCloseable {

  final ObjectStore store = new ObjectStore(InstantSource.system());
  final Logs logs = new Logs();
  final EmbeddedKubernetes kubernetes = new EmbeddedKubernetes(store, logs, InstantSource.system());
  final ApiServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Kubeconfig config;

  ServedCluster(Path files) throws IOException {
    server =
        ApiServer.start(
            files,
            store,
            kubernetes,
            logs,
            URI.create("http://127.0.0.1:1"),
            InstantSource.system());
    config = Kubeconfig.read(server.kubeconfig());
  }

  URI address() {
    return config.server();
  }

  String token() {
    return config.token().value();
  }

  /** Puts a pod there, of a container that runs and is not yet ready. */
  Pod pod(String name) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("default")
            .addToLabels("app", name)
            .endMetadata()
            .withNewSpec()
            .withNodeName("node")
            .addNewContainer()
            .withName("api")
            .withImage("acme/app:1")
            .endContainer()
            .endSpec()
            .build();
    kubernetes.apply(ResourceType.POD, pod);
    return ready(name, false);
  }

  Pod ready(String name, boolean ready) {
    return store
        .update(
            ResourceType.POD,
            "default",
            name,
            pod ->
                new PodBuilder(pod)
                    .withNewStatus()
                    .withPhase("Running")
                    .withPodIP("10.42.0.9")
                    .addNewCondition()
                    .withType("Ready")
                    .withStatus(ready ? "True" : "False")
                    .endCondition()
                    .addNewContainerStatus()
                    .withName("api")
                    .withReady(ready)
                    .withRestartCount(0)
                    .withNewState()
                    .withNewRunning()
                    .endRunning()
                    .endState()
                    .endContainerStatus()
                    .endStatus()
                    .build())
        .orElseThrow();
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, "", headers);
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    return send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  HttpResponse<String> send(String method, String path, byte[] body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address() + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    List<String> all = new ArrayList<>(List.of(headers));
    if (!all.contains("Authorization")) {
      all.addAll(List.of("Authorization", "Bearer " + token()));
    }
    request.headers(all.toArray(String[]::new));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() throws IOException {
    server.close();
    store.close();
  }

  /** What the container of every pod writes, at {@link #FIRST} and each a second later. */
  static final class Logs implements PodAccess {

    static final Instant FIRST = Instant.parse("2026-01-02T03:04:05.000006Z");

    private final List<WrittenLine> written = new ArrayList<>();
    private final List<WrittenLines> followers = new CopyOnWriteArrayList<>();
    private final List<Runnable> ends = new CopyOnWriteArrayList<>();

    synchronized void write(String text) {
      WrittenLine line = new WrittenLine(FIRST.plusSeconds(written.size()), text);
      written.add(line);
      followers.forEach(follower -> follower.line(line));
    }

    void end() {
      ends.forEach(Runnable::run);
    }

    int followed() {
      return followers.size();
    }

    @Override
    public String logs(
        String namespace, String pod, String container, int lines, boolean previous) {
      throw new UnsupportedOperationException();
    }

    @Override
    public synchronized List<WrittenLine> written(
        String namespace, String pod, String container, int lines, boolean previous) {
      return List.copyOf(last(lines));
    }

    private List<WrittenLine> last(int lines) {
      return written.subList(
          Math.max(0, written.size() - Math.min(lines, written.size())), written.size());
    }

    @Override
    public Subscription followLogs(String namespace, String pod, String container, LogLines lines) {
      throw new UnsupportedOperationException();
    }

    @Override
    public synchronized Subscription followWritten(
        String namespace,
        String pod,
        String container,
        int last,
        WrittenLines lines,
        Runnable done) {
      last(last).forEach(lines::line);
      followers.add(lines);
      ends.add(done);
      return () -> {
        followers.remove(lines);
        ends.remove(done);
      };
    }

    @Override
    public ExecResult exec(
        String namespace, String pod, String container, Duration timeout, List<String> command) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SocketChannel connect(String namespace, String pod, int port) {
      throw new UnsupportedOperationException();
    }
  }
}
