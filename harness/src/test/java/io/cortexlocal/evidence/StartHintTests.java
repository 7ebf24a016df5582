package io.cortexlocal.evidence;

import static io.cortexlocal.evidence.Replicas.asking;
import static io.cortexlocal.evidence.Replicas.ended;
import static io.cortexlocal.evidence.Replicas.node;
import static io.cortexlocal.evidence.Replicas.pod;
import static io.cortexlocal.evidence.Replicas.running;
import static io.cortexlocal.evidence.Replicas.unschedulable;
import static io.cortexlocal.evidence.Replicas.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.workload.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of evidence has its own hint. */
class StartHintTests {

  private final Replicas replica = new Replicas();

  @ParameterizedTest
  @CsvSource({"cpu, CPU", "memory, memory", "nvidia.com/gpu, GPU"})
  void theReplicaBeforeHoldsWhatTheNewOneWaitsFor(String resource, String called) {
    Pod old =
        new PodBuilder(pod())
            .editMetadata()
            .withName("api-a1-old")
            .addToLabels(Names.LABEL_POD_ID, "old")
            .endMetadata()
            .build();

    assertThat(
            replica
                .beside(old)
                .hint(unschedulable("0/1 nodes are available: 1 Insufficient " + resource + ".")))
        .isEqualTo(
            "the replica of the version before (api-a1-old) holds the "
                + called
                + " that the new one waits for, and ends only when the new one is ready. Let it go"
                + " first: update_strategy: {max_surge: 0}.");
  }

  @Test
  void podsThatAreStillEndingHoldIt() {
    assertThat(
            replica
                .beside(ending())
                .on(node("2"))
                .hint(asking("2", unschedulable("0/1 nodes are available: 1 Insufficient cpu."))))
        .startsWith("the pod waits for the CPU that pods hold which are still ending (api-b-y).");
  }

  @Test
  void thatPodsEndIsNoUseToOneThatIsLargerThanTheNode() {
    assertThat(
            replica
                .beside(ending())
                .on(node("2"))
                .hint(asking("3", unschedulable("0/1 nodes are available: 1 Insufficient cpu."))))
        .isEqualTo(
            "the pod asks for more CPU than the node has when nothing else runs: lower compute in"
                + " cortex.yaml. The backend embedded counts what cortex.local.embedded.cpus, .gpus"
                + " and .inferentia-chips say.");
  }

  private static Pod ending() {
    return new PodBuilder(pod())
        .editMetadata()
        .withName("api-b-y")
        .addToLabels(Names.LABEL_API_NAME, "b")
        .withDeletionTimestamp("2026-01-02T03:04:05Z")
        .endMetadata()
        .editSpec()
        .withNodeName("node")
        .endSpec()
        .build();
  }

  @Test
  void nobodyHoldsIt() {
    assertThat(replica.hint(unschedulable("0/1 nodes are available: 1 Insufficient cpu.")))
        .isEqualTo(
            "the pod asks for more CPU than the node has left: lower compute in cortex.yaml. The"
                + " backend embedded counts what cortex.local.embedded.cpus, .gpus and"
                + " .inferentia-chips say.");
  }

  @Test
  void aRegistryWhoseNameDoesNotResolve() {
    assertThat(
            replica.hint(
                pod(waiting("ErrImagePull", "dial tcp: lookup registry.invalid: no such host"))))
        .startsWith(
            "the image example/web:1 of container web cannot be pulled, since the name of its"
                + " registry does not resolve");
  }

  @Test
  void anImageOfAnotherArchitecture() {
    assertThat(
            replica.hint(
                pod(waiting("ErrImagePull", "no match for platform in manifest: not found"))))
        .startsWith("the image example/web:1 of container web is there for another architecture");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exec: \"python3 app.py\": executable file not found in $PATH|"
            + "\"python3 app.py\" is one word with spaces, and no shell splits it. Write each word"
            + " by itself: command: [python3, app.py], or command: [sh, -c, \"python3 app.py\"].",
        "failed to create containerd task: failed to create shim task: OCI runtime create failed:"
            + " runc create failed: unable to start container process: exec: \"serve\": executable"
            + " file not found in $PATH: unknown|"
            + "there is no program serve in the image. Mind its spelling, its path and the image's"
            + " PATH.",
        "exec: \"/app/run\": stat /app/run: no such file or directory|"
            + "there is no program /app/run in the image. Mind its spelling, its path and the"
            + " image's PATH.",
        "exec: \"/app/run\": permission denied|"
            + "/app/run is not executable: chmod +x it, or name the program that runs it.",
        "exec /app/run: exec format error|"
            + "/app/run is for another architecture than this machine's, or a script without a"
            + " first line such as #!/bin/sh. Build the image for this machine.",
        "exec /app/run: no such file or directory (it needs /bin/bsh)|"
            + "/app/run needs /bin/bsh, which is not in the image. Mind its first line, and that"
            + " this ends as Unix lines do."
      })
  void aCommandThatCannotBeStarted(String message, String hint) {
    String expected = "the command of container web could not be started: " + hint;

    assertThat(replica.hint(pod(waiting("RunContainerError", message)))).isEqualTo(expected);
  }

  @Test
  void aProgramThatTheKernelRefusesOnceItsContainerHasStarted() {
    assertThat(
            replica
                .wrote("exec /start.sh: no such file or directory")
                .hint(pod(ended(255, "Error", 1))))
        .startsWith(
            "the command of container web could not be started: /start.sh is there, but what it"
                + " needs to run is not.");
  }

  @Test
  void theLivenessProbeKilledIt() {
    assertThat(
            replica
                .event("Killing", 3, "Container web failed liveness probe, will be restarted")
                .hint(pod(running("web", false, 3))))
        .isEqualTo(
            "the liveness probe killed container web 3 times before it was ready, since it allows"
                + " 10 s for the start. Give liveness_probe a longer initial_delay_seconds or more"
                + " failure_threshold, or leave it out.");
  }

  @Test
  void theLivenessProbeKilledItForWhatItAnswered() {
    assertThat(
            replica
                .event("Unhealthy", 1, "Liveness probe failed: Get \"http://1.2.3.4\": refused")
                .event(
                    "Unhealthy", 3, "Liveness probe failed: HTTP probe failed with statuscode: 404")
                .event("Killing", 1, "Container web failed liveness probe, will be restarted")
                .hint(pod(running("web", false, 1))))
        .isEqualTo(
            "the liveness probe killed container web once before it was ready, since GET / on port"
                + " 8080 answers 404. Point liveness_probe at a path that answers 200, or leave it"
                + " out.");
  }

  @Test
  void theKernelKilledItForItsMemory() {
    assertThat(replica.hint(pod(ended(137, "OOMKilled", 1))))
        .startsWith("container web took more memory than there was, and the kernel killed it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OSError: [Errno 98] Address already in use",
        "Error: listen EADDRINUSE: address already in use :::8888"
      })
  void anotherContainerHasThePort(String line) {
    assertThat(replica.wrote("loading", line).hint(pod(ended(1, "Error", 1))))
        .isEqualTo(
            "container web wants a port that another container of its pod has (proxy): \""
                + line
                + "\". The containers of a pod share one address; 8888 and 15000 are the sidecar's."
                + " Give each a port of its own.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|container web ends by itself with exit code 0: let its command be a server that stays.",
        "1|container web ends by itself with exit code 1 (an error of the program); its last lines"
            + " stand above.",
        "3|container web ends by itself with exit code 3; its last lines stand above.",
        "126|container web ends by itself with exit code 126: its shell found a command that is not"
            + " executable; its last lines stand above.",
        "127|container web ends by itself with exit code 127: its shell did not find a command; its"
            + " last lines stand above.",
        "137|container web was killed (137 = SIGKILL): mostly for memory that ran out, which dmesg"
            + " tells.",
        "139|container web ends by itself with exit code 139 (SIGSEGV); its last lines stand above.",
        "143|container web ends by itself with exit code 143 (SIGTERM); its last lines stand above."
      })
  void itEndsByItself(int code, String hint) {
    assertThat(replica.hint(pod(ended(code, "Error", 1)))).isEqualTo(hint);
  }

  @Test
  void theServerListensOnLoopbackOnly() {
    assertThat(
            replica
                .listens(8888, false)
                .listens(8080, true)
                .hint(pod(running("web", false, 0), running("proxy", true, 0))))
        .isEqualTo(
            "port 8080 is open on 127.0.0.1 only, and refused on the pod's address, which the probe"
                + " of container web asks: let the server bind 0.0.0.0.");
  }

  @Test
  void theServerListensOnAnotherPortThanItsProbeAndThePodSay() {
    assertThat(
            replica
                .listens(8888, false)
                .listens(9000, false)
                .hint(pod(running("web", false, 0), running("proxy", false, 0))))
        .isEqualTo(
            "nothing listens on port 8080 (the probe of container web), but on 9000: let the server"
                + " listen on $CORTEX_PORT (8080), or name its port in pod.port and in the"
                + " probes.");
  }

  @Test
  void nothingListensYet() {
    assertThat(
            replica
                .listens(8888, false)
                .hint(pod(running("web", true, 0), running("proxy", false, 0))))
        .startsWith("nothing listens on port 8080 (pod.port), nor on any other: allow more time");
  }

  @Test
  void theProbesPathIsNotThere() {
    assertThat(
            replica
                .listens(8080, false)
                .answers("/ready", 404, null, "Not Found: \u001b[31m/ready")
                .hint(pod(running("web", false, 0), running("proxy", true, 0))))
        .isEqualTo(
            "GET /ready on port 8080 answers 404: \"Not Found: \\u001b[31m/ready\". Point the"
                + " readiness probe of container web at a path that answers 200, or mend what this"
                + " one answers.");
  }

  @Test
  void theProbesPathLeadsElsewhere() {
    assertThat(
            replica
                .answers("/ready", 307, "/there/", "")
                .answers("/there/", 404, null, "nothing here")
                .hint(pod(running("web", false, 0), running("proxy", true, 0))))
        .startsWith(
            "GET /ready on port 8080 answers 307 and leads to /there/, which answers 404: \"nothing"
                + " here\".");
  }

  @ParameterizedTest
  @CsvSource({
    "/there/?a=b, 200, /there/?a=b",
    "http://elsewhere.example/there, 404, /there",
    "not a url, 404, /"
  })
  void aRedirectDoesNotFailAProbeByItself(String location, int status, String path) {
    assertThat(
            replica
                .answers("/ready", 302, location, "")
                .answers(path, status, null, "")
                .hint(pod(running("web", false, 0), running("proxy", true, 0))))
        .startsWith("compare the readiness probe with what the container serves");
  }

  @Test
  void aRedirectToTheProbesOwnHost() {
    assertThat(
            replica
                .answers("/ready", 301, "http://localhost:8080/ready/", "")
                .answers("/ready/", 503, null, "loading")
                .hint(pod(running("web", false, 0), running("proxy", true, 0))))
        .startsWith(
            "GET /ready on port 8080 answers 301 and leads to http://localhost:8080/ready/, which"
                + " answers 503: \"loading\".");
  }

  @Test
  void theSidecarsProbeIsNotTheApplications() {
    assertThat(
            replica
                .listens(8888, false)
                .listens(9000, false)
                .answers("/healthz", 500, null, "unhealthy")
                .hint(pod(running("web", true, 0), running("proxy", false, 0))))
        .startsWith("nothing listens on port 8080 (pod.port), but on 9000");
  }

  @Test
  void aProbeThatCannotRun() {
    assertThat(
            replica
                .event(
                    "Unhealthy",
                    2,
                    "Readiness probe errored and resulted in unknown state: exec failed")
                .hint(pod(running("web", false, 0), running("proxy", true, 0))))
        .startsWith("the readiness probe cannot run, so it neither passes nor fails:");
  }

  @Test
  void aProbeWhoseCommandIsAShellLine() {
    Pod pod = probedBy("test -f /ready");

    assertThat(
            replica
                .event(
                    "Unhealthy",
                    2,
                    "Readiness probe errored and resulted in unknown state: rpc error: exec:"
                        + " \"test -f /ready\": executable file not found in $PATH: unknown")
                .hint(pod))
        .isEqualTo(
            "the readiness probe cannot run, so it neither passes nor fails: its command \"test -f"
                + " /ready\" is one word with spaces, and no shell splits it. Write exec: {command:"
                + " [sh, -c, \"…\"]}.");
  }

  @Test
  void aProbeWhoseCommandFails() {
    assertThat(
            replica
                .event("Unhealthy", 1, "Readiness probe failed: ")
                .event("Unhealthy", 4, "Readiness probe failed: \ncat: /ready: not there\nbye")
                .hint(probedBy("cat", "/ready")))
        .isEqualTo(
            "the readiness probe of container web runs [cat, /ready], which fails (\"cat: /ready:"
                + " not there\"). Let it succeed once the server serves, or probe by http_get.");
  }

  private static Pod probedBy(String... command) {
    return new PodBuilder(pod(running("web", false, 0), running("proxy", true, 0)))
        .editSpec()
        .editFirstContainer()
        .withReadinessProbe(new ProbeBuilder().withNewExec().withCommand(command).endExec().build())
        .endContainer()
        .endSpec()
        .build();
  }

  @Test
  void noEvidenceOfAnyKind() {
    assertThat(replica.hint(pod(running("web", false, 0), running("proxy", true, 0))))
        .isEqualTo(
            "compare the readiness probe with what the container serves, or allow more time with"
                + " cortex.local.timeout or @CortexApi(timeout).");
  }
}
