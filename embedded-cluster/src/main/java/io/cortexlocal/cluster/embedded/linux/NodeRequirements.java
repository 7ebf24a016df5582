package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.Requirement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the embedded cluster needs of a machine: Linux, a few programs, and a kernel that lets it
 * make namespaces, as root or in a user namespace.
 */
public final class NodeRequirements {

  private static final String TRY = "Try: ";
  private static final String WAY_OUT =
      "Or run on k3s, which needs Docker instead: cortex.local.backend=k3s";

  private static final String INSTALLER = "apt-get";
  private static final String OR_DOCTOR = ", or cortex-local doctor --install";

  private static final String NO_WAY_OUT =
      """
      Containers of the embedded cluster cannot reach what is outside of it without %s.
      Try: %s
      Or do without: cortex.local.network=cluster""";

  private static final String TUN = "/dev/net/tun";
  private static final String NO_TUN = "it is not there, or this user may not use it";
  private static final String TRY_TUN =
      "in a container: docker run --device /dev/net/tun; elsewhere: sudo modprobe tun";

  private final Machine machine;
  private final Reach reach;
  private final Map<String, String> packages;

  NodeRequirements(Machine machine) {
    this(machine, Reach.CLUSTER);
  }

  private NodeRequirements(Machine machine, Reach reach) {
    this.machine = machine;
    this.reach = reach;
    this.packages = new LinkedHashMap<>(packages());
    if (reach == Reach.OUTSIDE) {
      packages.put(OutsideNetwork.PROGRAM, "slirp4netns");
    }
  }

  /** Returns the requirements of a cluster whose containers reach this much. */
  public NodeRequirements reaching(Reach other) {
    return new NodeRequirements(machine, other);
  }

  /** Returns the requirements of this machine with only the programs that are on a path. */
  public static NodeRequirements onPath(String path) {
    return new NodeRequirements(new ThisMachine(path));
  }

  /** Returns the requirements of the machine that we run on. */
  public static NodeRequirements ofThisMachine() {
    return new NodeRequirements(new ThisMachine(HostTools.path()));
  }

  /** Returns the programs that each cluster requires, with the Debian package that has each. */
  public static Map<String, String> packages() {
    Map<String, String> packages = new LinkedHashMap<>();
    packages.put("bwrap", "bubblewrap");
    packages.put("ip", "iproute2");
    packages.put("unshare", "util-linux");
    packages.put("nsenter", "util-linux");
    packages.put("setpriv", "util-linux");
    packages.put("setsid", "util-linux");
    packages.put("mount", "mount");
    packages.put("umount", "mount");
    packages.put("bash", "bash");
    packages.put("perl", "perl");
    return Collections.unmodifiableMap(packages);
  }

  /** Returns where one of the machine's programs is, if it is there. */
  public Optional<Path> program(String name) {
    return machine.find(name);
  }

  /** Returns whether the cluster runs on this kind of machine at all. */
  public boolean runsHere() {
    return system().isEmpty();
  }

  /** Returns the processor's architecture, as Java has it. */
  public String architecture() {
    return machine.architecture();
  }

  /** Returns the Debian packages of the programs that are not there. */
  public Set<String> missingPackages() {
    return packagesOf(missing());
  }

  /** Returns whether this process may install Debian packages on this machine. */
  public boolean mayInstallPackages() {
    return system().isEmpty() && machine.root() && machine.has(INSTALLER);
  }

  /** Returns the command that installs Debian packages on this machine, or what to do instead. */
  public String installation(Set<String> packages) {
    if (!machine.has(INSTALLER)) {
      return "install " + String.join(", ", packages) + " with this system's package manager";
    }
    return (machine.root() ? "" : "sudo ") + "apt-get install -y " + String.join(" ", packages);
  }

  /**
   * Checks the machine like {@link #check}, and names each thing for itself, those that are there
   * too.
   */
  public List<Requirement> each(Optional<NodeMode> forced) {
    String system = machine.system() + " on " + machine.architecture();
    Optional<String> refusal = system();
    if (refusal.isPresent()) {
      return List.of(lacking("Linux", refusal.get()));
    }
    List<Requirement> all = new ArrayList<>();
    all.add(Requirement.met("Linux", system));
    packages.forEach(
        (program, debianPackage) ->
            all.add(
                machine
                    .find(program)
                    .map(file -> Requirement.met(program, file.toString()))
                    .orElseGet(
                        () ->
                            Requirement.lacking(
                                program,
                                "it is not on the PATH",
                                installation(Set.of(debianPackage))))));
    if (reach == Reach.OUTSIDE) {
      all.add(
          machine.device(TUN)
              ? Requirement.met(TUN, "it can be used")
              : Requirement.lacking(TUN, NO_TUN, TRY_TUN));
    }
    all.add(reaching(Reach.CLUSTER).namespaces(forced));
    return all;
  }

  private Requirement namespaces(Optional<NodeMode> forced) {
    String name = "namespaces";
    List<String> programs = missing();
    if (!programs.isEmpty()) {
      return Requirement.lacking(
          name, "they cannot be tried without " + String.join(", ", programs));
    }
    Verdict verdict = check(forced);
    return verdict instanceof Verdict.Refused refused
        ? lacking(name, refused.reason())
        : Requirement.met(
            name,
            verdict.equals(new Verdict.Usable(NodeMode.ROOT)) ? "as root" : "in a user namespace");
  }

  /** Splits what a person is told into what is wrong and what to try. */
  private static Requirement lacking(String name, String reason) {
    List<String> lines = reason.lines().filter(line -> !line.equals(WAY_OUT)).toList();
    return Requirement.lacking(
        name,
        String.join("\n", lines.stream().filter(line -> !line.startsWith(TRY)).toList()),
        lines.stream()
            .filter(line -> line.startsWith(TRY))
            .map(line -> line.substring(TRY.length()))
            .toArray(String[]::new));
  }

  private Set<String> packagesOf(List<String> programs) {
    Set<String> found = new LinkedHashSet<>();
    programs.forEach(program -> found.add(packages.get(program)));
    return found;
  }

  private List<String> missing() {
    return packages.keySet().stream().filter(name -> !machine.has(name)).toList();
  }

  /**
   * Checks the machine; takes a few milliseconds when all is well.
   *
   * @param forced the only way to try; else it is root's where we are root and it works, and a user
   *     namespace otherwise
   */
  public Verdict check(Optional<NodeMode> forced) {
    Optional<String> refusal = system().or(this::missingPrograms).or(this::missingDevice);
    if (refusal.isPresent()) {
      return new Verdict.Refused(refusal.get());
    }
    List<String> reasons = new ArrayList<>();
    for (NodeMode mode : modes(forced)) {
      Optional<String> reason = tryMode(mode);
      if (reason.isEmpty()) {
        return new Verdict.Usable(mode);
      }
      reasons.add(reason.get());
    }
    return new Verdict.Refused(
        "The embedded cluster cannot make the namespaces that its pods run in.\n%s\n%s\n%s"
            .formatted(String.join("\n", reasons), whatToTry(), WAY_OUT));
  }

  private Optional<String> system() {
    if (!machine.system().equals("Linux")) {
      String name = machine.system().startsWith("Windows") ? "Windows" : machine.system();
      return Optional.of(
          """
          The embedded cluster runs pods in Linux namespaces, and this is %s.
          Try: cortex.local.backend=k3s, which needs Docker"""
              .formatted(name.startsWith("Mac OS") ? "macOS" : name));
    }
    if (!List.of("amd64", "aarch64").contains(machine.architecture())) {
      return Optional.of(
          """
          The embedded cluster runs on amd64 and aarch64, and this machine is %s.
          Try: cortex.local.backend=k3s, which needs Docker"""
              .formatted(machine.architecture()));
    }
    return Optional.empty();
  }

  private Optional<String> missingPrograms() {
    List<String> programs = missing();
    if (programs.isEmpty()) {
      return Optional.empty();
    }
    if (programs.equals(List.of(OutsideNetwork.PROGRAM))) {
      return Optional.of(
          NO_WAY_OUT.formatted(
              OutsideNetwork.PROGRAM + ", which this machine does not have on its PATH",
              installation(packagesOf(programs))));
    }
    return Optional.of(
        """
        The embedded cluster needs %s, which this machine does not have on its PATH.
        Try: %s%s
        %s"""
            .formatted(
                String.join(", ", programs),
                installation(packagesOf(programs)),
                machine.has(INSTALLER) ? OR_DOCTOR : "",
                WAY_OUT));
  }

  private Optional<String> missingDevice() {
    if (reach == Reach.CLUSTER || machine.device(TUN)) {
      return Optional.empty();
    }
    return Optional.of(NO_WAY_OUT.formatted(TUN + ": " + NO_TUN, TRY_TUN));
  }

  private List<NodeMode> modes(Optional<NodeMode> forced) {
    return forced
        .map(List::of)
        .orElseGet(
            () ->
                machine.root()
                    ? List.of(NodeMode.ROOT, NodeMode.USER_NAMESPACE)
                    : List.of(NodeMode.USER_NAMESPACE));
  }

  private Optional<String> tryMode(NodeMode mode) {
    if (mode == NodeMode.ROOT && !machine.root()) {
      return Optional.of("As root: we are not root.");
    }
    String way = mode == NodeMode.ROOT ? "As root: " : "In a user namespace: ";
    return machine.tryNamespaces(mode).map(reason -> way + reason);
  }

  private String whatToTry() {
    if (machine.setting("kernel.unprivileged_userns_clone").filter("0"::equals).isPresent()) {
      return "Try: sudo sysctl -w kernel.unprivileged_userns_clone=1";
    }
    if (machine.setting("user.max_user_namespaces").filter("0"::equals).isPresent()) {
      return "Try: sudo sysctl -w user.max_user_namespaces=15000";
    }
    if (machine
        .setting("kernel.apparmor_restrict_unprivileged_userns")
        .filter("1"::equals)
        .isPresent()) {
      return "Try: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
    }
    return machine.root()
        ? "Try: if this is a container, give it CAP_SYS_ADMIN and CAP_NET_ADMIN and no seccomp"
            + " filter (docker run --privileged)"
        : "Try: run it as root, or, if this is a container, with docker run --privileged";
  }

  /** Whether a machine will do. */
  public sealed interface Verdict {

    /**
     * It will.
     *
     * @param mode the way that works
     */
    record Usable(NodeMode mode) implements Verdict {}

    /**
     * It will not.
     *
     * @param reason for a person, with what to try
     */
    record Refused(String reason) implements Verdict {}
  }
}
