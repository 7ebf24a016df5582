package io.cortexlocal.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cortexlocal.cli.Launcher;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cluster.embedded.inspect.Request;
import io.cortexlocal.cluster.embedded.inspect.RunningCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads a cluster that another process runs. */
class RunningClusterTests {

  @TempDir private static Path folder;

  private static Process child;
  private static String gateway;

  private StringWriter out;
  private StringWriter err;

  @BeforeAll
  static void start() throws Exception {
    Path classes =
        Path.of(ChildCluster.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        folder.resolve("cortex.yaml"),
        """
        - name: hello
          kind: RealtimeAPI
          pod:
            port: 8080
            containers:
              - {name: api, image: "acme/hello:1", compute: {cpu: 20m}}
        """);
    Files.writeString(
        folder.resolve("cortex-local.yaml"),
        """
        images:
          acme/hello:1:
            run: {command: [%s, -cp, ., %s], directory: %s}
        """
            .formatted(java, ChildCluster.class.getName(), classes));
    child =
        new ProcessBuilder(
                java,
                "-XX:TieredStopAtLevel=1",
                "-Dcortex.local.backend=embedded",
                "-cp",
                System.getProperty("java.class.path"),
                ChildCluster.class.getName(),
                folder.resolve("cortex.yaml").toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.startsWith("ready ")) {
      line = lines.readLine();
    }
    assertThat(line).as("the child's last line").isNotNull();
    gateway = line.substring("ready ".length());
  }

  @AfterAll
  static void stop() throws Exception {
    child.getOutputStream().close();
    if (!child.waitFor(20, TimeUnit.SECONDS)) {
      child.destroyForcibly();
    }
  }

  @BeforeEach
  void forget() {
    out = new StringWriter();
    err = new StringWriter();
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--cluster", Long.toString(child.pid())));
    Streams streams =
        new Streams(
            InputStream.nullInputStream(),
            new PrintWriter(out),
            new PrintWriter(err),
            false,
            Map.of());
    return Launcher.execute(streams, all.toArray(String[]::new));
  }

  private String pod() {
    assertThat(run("get", "po")).isZero();
    String name = out.toString().lines().skip(1).findFirst().orElseThrow().split(" ", 2)[0];
    forget();
    return name;
  }

  private static RunningCluster cluster() {
    return RunningCluster.find().stream()
        .filter(cluster -> cluster.process() == child.pid())
        .findFirst()
        .orElseThrow();
  }

  private static Path socket() {
    return Path.of("/proc/" + cluster().node() + "/root/run/cortex-local/inspect.sock");
  }

  @Test
  void overviewHasTheClusterAndItsApis() {
    assertThat(run("get")).isZero();
    assertThat(out.toString())
        .containsPattern("CLUSTER +PROCESS +AGE +GATEWAY +COMMAND\n")
        .containsPattern("%d +%d +\\d+s +%s +".formatted(cluster().node(), child.pid(), gateway))
        .containsPattern("API +READY +UP-TO-DATE +AVAILABLE +AGE +ENDPOINT\n")
        .containsPattern("hello +1/1 +1 +1 +\\d+s +" + gateway + "/hello\n");
  }

  @Test
  void podsAreShownAsKubectlShowsThem() {
    assertThat(run("get", "pods")).isZero();
    assertThat(out.toString())
        .containsPattern("^NAME +READY +STATUS +RESTARTS +AGE\n")
        .containsPattern("api-hello-\\w+-\\w+ +2/2 +Running +0 +\\d+s\n");
  }

  @Test
  void allNamespacesAndWideAndLabelsSelect() {
    assertThat(run("get", "po", "-A", "-o", "wide")).isZero();
    assertThat(out.toString())
        .containsPattern("^NAMESPACE +NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE")
        .containsPattern(
            "istio-system +ingressgateway-apis-\\S+ +2/2 +Running .* 10\\.42\\.0\\.2 ");
    forget();
    assertThat(run("get", "po", "-l", "apiName=other")).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).isEqualTo("No resources found in default namespace.\n");
  }

  @Test
  void everyKindCanBeRead() {
    for (String kind :
        List.of("deploy", "svc", "endpointslices", "vs", "gw", "cm", "no", "ns", "ev")) {
      forget();
      assertThat(run("get", kind, "-A", "-o", "wide")).as(kind).isZero();
      assertThat(out.toString().lines().count()).as(kind).isGreaterThan(1);
    }
    assertThat(out.toString()).containsPattern("Normal +Started +pod/api-hello-\\S+ .*Started");
  }

  @Test
  void oneObjectIsWholeAsYamlAndJson() throws IOException {
    String pod = pod();
    assertThat(run("get", "pod/" + pod, "-o", "yaml")).isZero();
    assertThat(out.toString()).startsWith("apiVersion: v1\nkind: Pod\nmetadata:\n");
    forget();
    assertThat(run("get", "po", pod, "-o", "json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).at("/metadata/name").asText())
        .isEqualTo(pod);
  }

  @Test
  void unknownKindIsRefusedWithTheKnownOnes() {
    assertThat(run("get", "secrets")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith(
            "cortex-local: there is no kind \"secrets\"; the kinds are pods/pod/po,"
                + " deployments/deployment/deploy, ");
  }

  @Test
  void missingObjectIsNamed() {
    assertThat(run("get", "deploy", "nope")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("cortex-local: deployments.apps \"nope\" not found\n");
  }

  @Test
  void logsAreThoseOfTheFirstContainerAndItsLastLines() {
    String pod = pod();
    assertThat(run("logs", pod)).isZero();
    assertThat(out.toString()).isEqualTo("first\nserving\n");
    forget();
    assertThat(run("logs", pod, "--tail", "1")).isZero();
    assertThat(out.toString()).isEqualTo("serving\n");
    forget();
    assertThat(run("logs", pod, "-c", "nope")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "cortex-local: container nope is not valid for pod %s; it has api, proxy\n"
                .formatted(pod));
  }

  @Test
  void followedLogsComeAsTheyAreWritten() throws Exception {
    String pod = pod();
    CompletableFuture<String> line = new CompletableFuture<>();
    Thread follower =
        new Thread(
            () ->
                cluster()
                    .ask(new Request.Logs("default", pod, "api", 1, false, true), line::complete));
    follower.setDaemon(true);
    follower.start();
    assertThat(line.get(10, TimeUnit.SECONDS)).isEqualTo("serving");
    follower.interrupt();
    follower.join(10_000);
    assertThat(follower.isAlive()).isFalse();
  }

  @Test
  void onlyItsUserMayReadAndBrokenClientsHarmNothing() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
        .isEqualTo("rw-------");
    for (String request : List.of("", "x\n", "{\"verb\":\"delete\"}\n", "y".repeat(200_000))) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(socket()));
        ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
        try {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        } catch (IOException hungUp) {
          assertThat(request).hasSizeGreaterThan(1 << 16);
        }
      }
    }
    assertThat(run("get", "po")).isZero();
  }
}
