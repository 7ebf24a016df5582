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

  /** Packages and classes that read them all the same, and why. */
  private static final Map<String, String> READERS =
      Map.of(
          "io.cortexlocal.istio",
          "waits for Envoy, and depends on nothing of ours",
          "io.cortexlocal.controlplane.EnvoyStart",
          "waits for a process beside it, which tells no one that it listens",
          EMBEDDED + "gateway",
          "processes begin, end and listen in the machine's time",
          EMBEDDED + "linux",
          "processes begin and end in the machine's time",
          EMBEDDED + "program",
          "its threads stand for processes",
          EMBEDDED + "image.EmbeddedImages",
          "the files of the image cache age in the machine's time",
          "io.cortexlocal.cluster.fabric8.LogFollower",
          "pauses before it asks an API server again",
          "io.cortexlocal.install.GatewayAddress",
          "pauses before it asks the gateway again: no one tells when a packet filter is set",
          "io.cortexlocal.cli",
          "a command is waited for by a person");

  /** Packages and classes for which time is the machine's, and why. */
  private static final Map<String, String> ON_THE_MACHINES_CLOCK =
      Map.ofEntries(
          entry("io.cortexlocal.CortexLocal", "makes the time"),
          entry("io.cortexlocal.cli", "a command is waited for by a person"),
          entry("io.cortexlocal.junit", "test classes wait for each other, and not for a cluster"),
          entry("io.cortexlocal.traffic", "requests take what they take"),
          entry("io.cortexlocal.controlplane.EnvoyStart", "waits for a process"),
          entry(EMBEDDED + "gateway", "waits for processes"),
          entry(EMBEDDED + "linux", "waits for processes"),
          entry(EMBEDDED + "program", "waits for threads"),
          entry(EMBEDDED + "image", "waits for registries and files"),
          entry(EMBEDDED + "rest", "waits for sockets"),
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

  /** Else the rules would hold of classes that were not found. */
  @ArchTest
  static void theirReadersAreFound(JavaClasses all) {
    assertThat(accesses(all, TimeRulesTests::isClock, Map.of()))
        .contains(
            "io.cortexlocal.cluster.fabric8.LogFollower", "io.cortexlocal.install.GatewayAddress");
    assertThat(accesses(all, TimeRulesTests::isOfTheMachine, Map.of()))
        .contains("io.cortexlocal.CortexLocal", "io.cortexlocal.traffic.GatewayClient");
  }

  private static Set<String> accesses(
      JavaClasses all, Predicate<JavaCodeUnitAccess<?>> which, Map<String, String> exceptions) {
    return all.stream()
        .filter(type -> !type.getPackageName().equals(TIME))
        .filter(type -> type.getCodeUnitAccessesFromSelf().stream().anyMatch(which))
        .map(TimeRulesTests::topLevel)
        .filter(
            name ->
                exceptions.keySet().stream()
                    .noneMatch(one -> name.equals(one) || name.startsWith(one + ".")))
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
