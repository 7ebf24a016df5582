package io.cortexlocal.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cortexlocal.cli.Launcher;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cluster.embedded.rest.RunningCluster;
import io.cortexlocal.http.PlainHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
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

  /** Such as 95s, 2m5s and 3h. */
  private static final String AGE = "(?:\\d+[smhd])+";

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

  @Test
  void overviewHasTheClusterAndItsApis() {
    assertThat(run("get")).isZero();
    assertThat(out.toString())
        .containsPattern("CLUSTER +PROCESS +AGE +GATEWAY +COMMAND\n")
        .containsPattern("%d +%d +%s +%s +".formatted(cluster().node(), child.pid(), AGE, gateway))
        .containsPattern("API +READY +UP-TO-DATE +AVAILABLE +AGE +ENDPOINT\n")
        .containsPattern("hello +1/1 +1 +1 +" + AGE + " +" + gateway + "/hello\n");
  }

  @Test
  void podsAreShownAsKubectlShowsThem() {
    assertThat(run("get", "pods")).isZero();
    assertThat(out.toString())
        .containsPattern("^NAME +READY +STATUS +RESTARTS +AGE\n")
        .containsPattern("api-hello-\\w+-\\w+ +2/2 +Running +0 +" + AGE + "\n");
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
    assertThat(run("get", "daemonsets")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith(
            "cortex-local: there is no kind \"daemonsets\"; the kinds are pods/pod/po,"
                + " services/service/svc, ");
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
  void whatIsForAnApiIsRefusedOrHonouredForAPod() {
    String pod = pod();
    assertThat(run("logs", pod, "--tail", "1", "-o", "json")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "{\"replica\":\"%s\",\"container\":\"api\",\"line\":\"serving\"}\n".formatted(pod));
    assertThat(run("logs", pod, "--proxy")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            """
            cortex-local: --proxy is for the name of an API whose up runs in this folder; here %s is taken for a pod's
            Try: -c proxy
            """
                .formatted(pod));
    forget();
    assertThat(run("logs", pod, "--replica", "x")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("cortex-local: --replica is for the name of an API")
        .endsWith("Try: the name of the replica's pod\n");
  }

  @Test
  void followedLogsComeAsTheyAreWritten() throws Exception {
    String pod = pod();
    CompletableFuture<String> line = new CompletableFuture<>();
    Thread follower =
        new Thread(
            () ->
                cluster()
                    .api()
                    .lines(
                        "/api/v1/namespaces/default/pods/%s/log?container=api&tailLines=1&follow=true"
                            .formatted(PlainHttp.encoded(pod)),
                        line::complete));
    follower.setDaemon(true);
    follower.start();
    assertThat(line.get(10, TimeUnit.SECONDS)).isEqualTo("serving");
  }

  @Test
  void kubectlListsDescribesAndFollows() throws Exception {
    String pod = pod();
    assertThat(kubectl("get", "pods", "-o", "wide"))
        .containsPattern("%s +2/2 +Running .* 10\\.42\\.0\\.\\d+ ".formatted(pod));
    assertThat(kubectl("describe", "pod", pod))
        .containsPattern("Ready +True")
        .containsPattern("Normal +Started .*[Ss]tarted container")
        .contains("acme/hello:1");
    assertThat(kubectl("wait", "--for=condition=Available", "deploy", "--all"))
        .contains("condition met");
    assertThat(kubectl("logs", pod))
        .startsWith("Defaulted container \"api\" out of: api, proxy\n")
        .endsWith("first\nserving\n");
    Process following = kubectlProcess("logs", "-f", "--tail=1", pod, "-c", "api");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(following.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(
              CompletableFuture.supplyAsync(() -> lines.lines().findFirst())
                  .get(30, TimeUnit.SECONDS))
          .contains("serving");
      assertThat(following.isAlive()).isTrue();
    } finally {
      following.destroyForcibly();
    }
  }

  private static String kubectl(String... arguments) throws Exception {
    Process process = kubectlProcess(arguments);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("kubectl ends").isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  private static Process kubectlProcess(String... arguments) throws IOException {
    Process script = new ProcessBuilder("../fixtures/kubectl").start();
    String program =
        new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(program).as("what fixtures/kubectl finds").isNotEmpty();
    List<String> command = new ArrayList<>(List.of(program, "kubectl"));
    command.addAll(List.of("--kubeconfig", cluster().kubeconfig().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", folder.toString());
    return builder.start();
  }

  @Test
  void onlyItsUserMayReadTheKubeconfig() throws IOException {
    Path kubeconfig = cluster().kubeconfig();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfig)))
        .isEqualTo("rw-------");
    assertThat(run("get")).isZero();
    assertThat(out.toString()).contains("\nkubectl --kubeconfig " + kubeconfig + "\n");
  }
}
