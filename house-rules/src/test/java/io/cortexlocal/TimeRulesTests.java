package io.cortexlocal;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * There is one time, made where a cluster is started and handed down, so that a test can move it.
 */
@AnalyzeClasses(packages = "io.cortexlocal", importOptions = ImportOption.DoNotIncludeTests.class)
class TimeRulesTests {

  private static final String TIME = "io.cortexlocal.time";
  private static final String EMBEDDED = "io.cortexlocal.cluster.embedded.";

  /** What reads the system's clocks, or waits by them, without being told a time. */
  private static final Set<String> CLOCKS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.Thread.sleep",
          "java.time.Clock.system",
          "java.time.Clock.systemDefaultZone",
          "java.time.Clock.systemUTC",
          "java.time.Clock.tickMillis",
          "java.time.Clock.tickMinutes",
          "java.time.Clock.tickSeconds",
          "java.time.Instant.now",
          "java.time.InstantSource.system",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.LocalTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.util.Date.<init>",
          "java.util.Timer.<init>",
          "java.util.concurrent.CompletableFuture.delayedExecutor",
          "java.util.concurrent.Executors.newScheduledThreadPool",
          "java.util.concurrent.Executors.newSingleThreadScheduledExecutor",
          "java.util.concurrent.ScheduledThreadPoolExecutor.<init>",
          "java.util.concurrent.TimeUnit.sleep",
          "java.util.concurrent.locks.Condition.awaitNanos",
          "java.util.concurrent.locks.LockSupport.parkNanos",
          "java.util.concurrent.locks.LockSupport.parkUntil");

  /** Classes that read them all the same, and why; the CLI as a whole. */
  private static final Map<String, String> READERS =
      Map.ofEntries(
          entry("io.cortexlocal.istio.ConfigSubscription", "waits for Envoy"),
          entry("io.cortexlocal.istio.envoy.EnvoyProcess", "waits for Envoy"),
          entry(
              "io.cortexlocal.controlplane.EnvoyStart",
              "waits for a process beside it, which tells no one that it listens"),
          entry(EMBEDDED + "gateway.EnvoyContainer", "waits for a process to listen"),
          entry(EMBEDDED + "linux.BubblewrapStatus", "waits for a process"),
          entry(EMBEDDED + "linux.Killing", "waits for a process"),
          entry(EMBEDDED + "linux.LinuxContainer", "processes begin and end in the machine's time"),
          entry(EMBEDDED + "linux.NodeProcess", "processes end in the machine's time"),
          entry(
              EMBEDDED + "image.EmbeddedImages",
              "the files of the image cache age in the machine's time"),
          entry(
              "io.cortexlocal.cluster.fabric8.LogFollower",
              "pauses before it asks an API server again"),
          entry(
              "io.cortexlocal.incluster.ServiceWay",
              "pauses before it calls again: no one tells when kube-proxy has laid a way"),
          entry(
              "io.cortexlocal.install.GatewayAddress",
              "pauses before it asks the gateway again: no one tells when a packet filter is set"),
          entry("io.cortexlocal.cli", "a command is waited for by a person"));

  /** Classes for which time is the machine's, and why; the CLI as a whole. */
  private static final Map<String, String> ON_THE_MACHINES_CLOCK =
      Map.ofEntries(
          entry("io.cortexlocal.CortexLocal", "makes the time"),
          entry("io.cortexlocal.incluster.ContainerContext", "makes the time of a pod's process"),
          entry("io.cortexlocal.cli", "a command is waited for by a person"),
          entry(
              "io.cortexlocal.junit.ClassDeployment",
              "test classes wait for each other, and not for a cluster"),
          entry("io.cortexlocal.traffic.GatewayClient", "requests take what they take"),
          entry("io.cortexlocal.controlplane.EnvoyStart", "waits for a process"),
          entry(EMBEDDED + "gateway.EnvoyContainer", "waits for a process"),
          entry(EMBEDDED + "linux.ContainerExec", "waits for a process"),
          entry(EMBEDDED + "linux.Dialer", "waits for a socket"),
          entry(EMBEDDED + "linux.LinuxNode", "waits for processes"),
          entry(EMBEDDED + "image.RegistryProbe", "waits for a registry"),
          entry(EMBEDDED + "image.RegistryPull", "waits for a registry"),
          entry(EMBEDDED + "rest.ApiServer", "waits for sockets"),
          entry(EMBEDDED + "rest.Responder", "waits for a socket"),
          entry(EMBEDDED + "rest.WatchStream", "waits for a socket"),
          entry("io.cortexlocal.istio.envoy.EnvoyAdmin", "waits for a socket"));

  @ArchTest
  static void theSystemsClocksAreReadInOnePackage(JavaClasses all) {
    assertThat(accesses(all, TimeRulesTests::isClock, READERS))
        .as("classes that read the system's clocks; take a Time instead")
        .isEmpty();
  }

  @ArchTest
  static void theMachinesClockIsForProcessesSocketsFilesAndPeople(JavaClasses all) {
    assertThat(accesses(all, TimeRulesTests::isOfTheMachine, ON_THE_MACHINES_CLOCK))
        .as("classes that go by the machine's clock; take a Time instead")
        .isEmpty();
  }

  /** Else an exception would outlive its reason, or the rules hold of classes not found. */
  @ArchTest
  static void eachExceptionIsOne(JavaClasses all) {
    assertThat(unused(accesses(all, TimeRulesTests::isClock, Map.of()), READERS)).isEmpty();
    assertThat(
            unused(accesses(all, TimeRulesTests::isOfTheMachine, Map.of()), ON_THE_MACHINES_CLOCK))
        .isEmpty();
  }

  private static Set<String> unused(Set<String> found, Map<String, String> exceptions) {
    return exceptions.keySet().stream()
        .filter(one -> found.stream().noneMatch(name -> isWithin(name, one)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isWithin(String name, String exception) {
    return name.equals(exception) || name.startsWith(exception + ".");
  }

  private static Set<String> accesses(
      JavaClasses all, Predicate<JavaCodeUnitAccess<?>> which, Map<String, String> exceptions) {
    return all.stream()
        .filter(type -> !type.getPackageName().equals(TIME))
        .filter(type -> type.getCodeUnitAccessesFromSelf().stream().anyMatch(which))
        .map(TimeRulesTests::topLevel)
        .filter(name -> exceptions.keySet().stream().noneMatch(one -> isWithin(name, one)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String topLevel(JavaClass type) {
    return type.getEnclosingClass().map(TimeRulesTests::topLevel).orElseGet(type::getName);
  }

  private static boolean isClock(JavaCodeUnitAccess<?> access) {
    return CLOCKS.contains(access.getTargetOwner().getName() + "." + access.getName());
  }

  /** {@code Deadline.after(Duration)} takes no time, in contrast to its twin. */
  private static boolean isOfTheMachine(JavaCodeUnitAccess<?> access) {
    List<String> taken =
        access.getTarget().getRawParameterTypes().stream().map(JavaClass::getSimpleName).toList();
    String called = access.getTargetOwner().getSimpleName() + "." + access.getName();
    return access.getTargetOwner().getPackageName().equals(TIME)
        && Stream.of("Ticker.system[]", "Deadline.after[Duration]", "SystemTime.<init>[]")
            .anyMatch((called + taken)::equals);
  }
}
