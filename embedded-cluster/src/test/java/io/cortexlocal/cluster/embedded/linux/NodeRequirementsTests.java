package io.cortexlocal.cluster.embedded.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.Requirement;
import io.cortexlocal.cluster.embedded.linux.NodeRequirements.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NodeRequirementsTests {

  private static final String WAY_OUT =
      "\nOr run on k3s, which needs Docker instead: cortex.local.backend=k3s";

  @TempDir private Path bin;

  private final ScriptedMachine machine = new ScriptedMachine();

  private Verdict check() {
    return new NodeRequirements(machine).check(Optional.empty());
  }

  private String refusal() {
    return ((Verdict.Refused) check()).reason();
  }

  @Test
  void thisMachineWillDoInBothWays() {
    NodeRequirements requirements = NodeRequirements.ofThisMachine();
    for (NodeMode mode : NodeMode.values()) {
      assertThat(requirements.check(Optional.of(mode))).isEqualTo(new Verdict.Usable(mode));
    }
    assertThat(requirements.check(Optional.empty())).isEqualTo(new Verdict.Usable(NodeMode.ROOT));
  }

  @Test
  void rootNeedsNoUserNamespace() {
    machine.refusals.put(NodeMode.USER_NAMESPACE, "no");
    assertThat(check()).isEqualTo(new Verdict.Usable(NodeMode.ROOT));
  }

  @Test
  void rootThatMayNotGetsAUserNamespace() {
    machine.refusals.put(NodeMode.ROOT, "no");
    assertThat(check()).isEqualTo(new Verdict.Usable(NodeMode.USER_NAMESPACE));
  }

  @Test
  void otherUsersGetAUserNamespace() {
    machine.root = false;
    assertThat(check()).isEqualTo(new Verdict.Usable(NodeMode.USER_NAMESPACE));
    assertThat(new NodeRequirements(machine).check(Optional.of(NodeMode.ROOT)))
        .isEqualTo(
            new Verdict.Refused(
                """
                The embedded cluster cannot make the namespaces that its pods run in.
                As root: we are not root.
                Try: run it as root, or, if this is a container, with docker run --privileged"""
                    + WAY_OUT));
  }

  @Test
  void otherSystemsAreNamed() {
    machine.system = "Mac OS X";
    assertThat(refusal())
        .isEqualTo(
            """
            The embedded cluster runs pods in Linux namespaces, and this is macOS.
            Try: cortex.local.backend=k3s, which needs Docker""");
    machine.system = "Windows 11";
    assertThat(refusal()).contains("and this is Windows.");
    machine.system = "Linux";
    machine.architecture = "riscv64";
    assertThat(refusal())
        .isEqualTo(
            """
            The embedded cluster runs on amd64 and aarch64, and this machine is riscv64.
            Try: cortex.local.backend=k3s, which needs Docker""");
  }

  @Test
  void missingProgramsComeWithTheCommandThatInstallsThem() {
    machine.missing.addAll(Set.of("bwrap", "ip", "setpriv", "nsenter"));
    String needed =
        "The embedded cluster needs bwrap, ip, nsenter, setpriv, which this machine does not have"
            + " on its PATH.\n";
    assertThat(refusal())
        .isEqualTo(
            needed
                + "Try: apt-get install -y bubblewrap iproute2 util-linux, or cortex-local doctor"
                + " --install"
                + WAY_OUT);
    machine.root = false;
    assertThat(refusal())
        .isEqualTo(
            needed
                + "Try: sudo apt-get install -y bubblewrap iproute2 util-linux, or cortex-local"
                + " doctor --install"
                + WAY_OUT);
    machine.missing.add("apt-get");
    assertThat(refusal())
        .isEqualTo(
            needed
                + "Try: install bubblewrap, iproute2, util-linux with this system's package manager"
                + WAY_OUT);
  }

  static Set<String> eachProgramThatIsNotOnThePathIsNamedWithItsPackage() {
    return NodeRequirements.packages().keySet();
  }

  @ParameterizedTest
  @MethodSource
  void eachProgramThatIsNotOnThePathIsNamedWithItsPackage(String missing) throws Exception {
    for (String program : NodeRequirements.packages().keySet()) {
      if (!program.equals(missing)) {
        Files.createSymbolicLink(bin.resolve(program), HostTools.find("true").orElseThrow());
      }
    }
    Files.createSymbolicLink(bin.resolve("apt-get"), HostTools.find("true").orElseThrow());
    NodeRequirements requirements = new NodeRequirements(new ThisMachine(bin.toString()));

    String debianPackage = NodeRequirements.packages().get(missing);
    assertThat(requirements.missingPackages()).containsExactly(debianPackage);
    assertThat(requirements.each(Optional.empty()))
        .filteredOn(one -> !one.met())
        .containsExactly(
            Requirement.lacking(
                missing,
                "it is not on the PATH",
                (requirements.mayInstallPackages() ? "" : "sudo ")
                    + "apt-get install -y "
                    + debianPackage),
            Requirement.lacking("namespaces", "they cannot be tried without " + missing));
  }

  @Test
  void eachIsSaidOfAMachineThatHasAll() {
    assertThat(new NodeRequirements(machine).each(Optional.empty()))
        .hasSize(NodeRequirements.packages().size() + 2)
        .contains(
            Requirement.met("Linux", "Linux on amd64"),
            Requirement.met("bwrap", "/usr/bin/bwrap"),
            Requirement.met("namespaces", "as root"));
  }

  @Test
  void namespacesThatAreTurnedOffAreARequirementWithTheirRemedy() {
    machine.root = false;
    machine.refusals.put(NodeMode.USER_NAMESPACE, "unshare failed: Operation not permitted");
    machine.settings.put("user.max_user_namespaces", "0");

    assertThat(new NodeRequirements(machine).each(Optional.empty()))
        .filteredOn(one -> !one.met())
        .containsExactly(
            Requirement.lacking(
                "namespaces",
                """
                The embedded cluster cannot make the namespaces that its pods run in.
                In a user namespace: unshare failed: Operation not permitted""",
                "sudo sysctl -w user.max_user_namespaces=15000"));
  }

  @Test
  void nothingButTheSystemIsAskedOfAnotherOne() {
    machine.system = "Mac OS X";
    assertThat(new NodeRequirements(machine).each(Optional.empty()))
        .containsExactly(
            Requirement.lacking(
                "Linux",
                "The embedded cluster runs pods in Linux namespaces, and this is macOS.",
                "cortex.local.backend=k3s, which needs Docker"));
    assertThat(new NodeRequirements(machine).mayInstallPackages()).isFalse();
  }

  @Test
  void whoReachesWhatIsOutsideNeedsAProgramAndADeviceMore() {
    NodeRequirements outside = new NodeRequirements(machine).reaching(Reach.OUTSIDE);
    assertThat(outside.check(Optional.empty())).isEqualTo(new Verdict.Usable(NodeMode.ROOT));
    assertThat(outside.each(Optional.empty()))
        .contains(
            Requirement.met("slirp4netns", "/usr/bin/slirp4netns"),
            Requirement.met("/dev/net/tun", "it can be used"));

    machine.tun = false;
    assertThat(((Verdict.Refused) outside.check(Optional.empty())).reason())
        .isEqualTo(
            """
            Containers of the embedded cluster cannot reach what is outside of it without \
            /dev/net/tun: it is not there, or this user may not use it.
            Try: in a container: docker run --device /dev/net/tun; elsewhere: sudo modprobe tun
            Or do without: cortex.local.network=cluster""");
    assertThat(outside.each(Optional.empty()))
        .filteredOn(one -> !one.met())
        .containsExactly(
            Requirement.lacking(
                "/dev/net/tun",
                "it is not there, or this user may not use it",
                "in a container: docker run --device /dev/net/tun; elsewhere: sudo modprobe tun"));
    assertThat(check()).isEqualTo(new Verdict.Usable(NodeMode.ROOT));

    machine.missing.add("slirp4netns");
    assertThat(outside.missingPackages()).containsExactly("slirp4netns");
    assertThat(((Verdict.Refused) outside.check(Optional.empty())).reason())
        .isEqualTo(
            """
            Containers of the embedded cluster cannot reach what is outside of it without \
            slirp4netns, which this machine does not have on its PATH.
            Try: apt-get install -y slirp4netns
            Or do without: cortex.local.network=cluster""");
    assertThat(check()).isEqualTo(new Verdict.Usable(NodeMode.ROOT));
  }

  @Test
  void theReadmeNamesEachPackage() throws Exception {
    assertThat(Files.readString(Path.of("../README.md")))
        .contains(
            new TreeSet<>(NodeRequirements.packages().values())
                .stream().filter(name -> !name.equals("bash")).collect(Collectors.joining(" ")));
  }

  @Test
  void settingThatRefusesUserNamespacesIsNamed() {
    machine.root = false;
    machine.refusals.put(NodeMode.USER_NAMESPACE, "unshare failed: Operation not permitted");
    String reason =
        """
        The embedded cluster cannot make the namespaces that its pods run in.
        In a user namespace: unshare failed: Operation not permitted
        """;
    machine.settings.put("kernel.apparmor_restrict_unprivileged_userns", "1");
    machine.settings.put("user.max_user_namespaces", "96365");
    machine.settings.put("kernel.unprivileged_userns_clone", "1");
    assertThat(refusal())
        .isEqualTo(
            reason
                + "Try: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
                + WAY_OUT);
    machine.settings.put("user.max_user_namespaces", "0");
    assertThat(refusal())
        .isEqualTo(reason + "Try: sudo sysctl -w user.max_user_namespaces=15000" + WAY_OUT);
    machine.settings.put("kernel.unprivileged_userns_clone", "0");
    assertThat(refusal())
        .isEqualTo(reason + "Try: sudo sysctl -w kernel.unprivileged_userns_clone=1" + WAY_OUT);
  }

  @Test
  void rootWithoutAnyWayIsToldBothReasons() {
    machine.refusals.put(NodeMode.ROOT, "one");
    machine.refusals.put(NodeMode.USER_NAMESPACE, "two");
    assertThat(refusal())
        .isEqualTo(
            """
            The embedded cluster cannot make the namespaces that its pods run in.
            As root: one
            In a user namespace: two
            Try: if this is a container, give it CAP_SYS_ADMIN and CAP_NET_ADMIN and no seccomp\
             filter (docker run --privileged)"""
                + WAY_OUT);
  }

  private static final class ScriptedMachine implements Machine {

    private String system = "Linux";
    private String architecture = "amd64";
    private boolean root = true;
    private boolean tun = true;
    private final Set<String> missing = new HashSet<>();
    private final Map<String, String> settings = new HashMap<>();
    private final Map<NodeMode, String> refusals = new HashMap<>();

    @Override
    public String system() {
      return system;
    }

    @Override
    public String architecture() {
      return architecture;
    }

    @Override
    public boolean root() {
      return root;
    }

    @Override
    public Optional<Path> find(String program) {
      return missing.contains(program)
          ? Optional.empty()
          : Optional.of(Path.of("/usr/bin", program));
    }

    @Override
    public boolean device(String path) {
      return tun && path.equals("/dev/net/tun");
    }

    @Override
    public Optional<String> setting(String name) {
      return Optional.ofNullable(settings.get(name));
    }

    @Override
    public Optional<String> tryNamespaces(NodeMode mode) {
      return Optional.ofNullable(refusals.get(mode));
    }
  }
}
