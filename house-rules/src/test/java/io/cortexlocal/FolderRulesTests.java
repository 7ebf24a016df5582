package io.cortexlocal;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.cortexlocal.cluster.Program;
import io.cortexlocal.config.CortexConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What may depend on what: configuration to objects to cluster to timeline, and no way back. */
@AnalyzeClasses(packages = "io.cortexlocal", importOptions = ImportOption.DoNotIncludeTests.class)
class FolderRulesTests {

  private static final String EMBEDDED = "io.cortexlocal.cluster.embedded";

  private static final DescribedPredicate<JavaClass> OUR_OWN =
      resideInAnyPackage("io.cortexlocal..").as("our own");

  @ArchTest
  static void aNameMeansOneThing(JavaClasses all) {
    Map<String, List<String>> packages =
        all.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    Collectors.mapping(JavaClass::getPackageName, Collectors.toList())));

    assertThat(packages).hasSizeGreaterThan(300);
    assertThat(packages.entrySet()).filteredOn(type -> type.getValue().size() > 1).isEmpty();
  }

  @ArchTest
  static final ArchRule istioLiteStandsAlone =
      noClasses()
          .that()
          .resideInAPackage("io.cortexlocal.istio..")
          .should()
          .dependOnClassesThat(
              OUR_OWN.and(
                  resideOutsideOfPackages(
                      "io.cortexlocal.istio..",
                      "io.cortexlocal.json..",
                      "io.cortexlocal.http..",
                      "io.cortexlocal.time..")))
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8..", "org.testcontainers..");

  @ArchTest
  static final ArchRule configurationStandsAlone =
      onlyDependsOn(
          "io.cortexlocal.config..",
          "io.cortexlocal.quantity..",
          "io.cortexlocal.reference..",
          "io.cortexlocal.spelling..",
          "io.cortexlocal.text..");

  @ArchTest
  static final ArchRule workloadIsTranslatedFromConfigurationAlone =
      onlyDependsOn(
          "io.cortexlocal.workload..",
          "io.cortexlocal.config..",
          "io.cortexlocal.istio..",
          "io.cortexlocal.json..",
          "io.cortexlocal.model..");

  @ArchTest
  static final ArchRule modelsDependOnNothingOfOurs = onlyDependsOn("io.cortexlocal.model..");

  @ArchTest
  static final ArchRule translationDoesNotTalkToACluster =
      noClasses()
          .that()
          .resideInAPackage("io.cortexlocal.workload..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8.kubernetes.client.dsl..", "org.testcontainers..");

  /** As text it is escaped for terminals, which is a function of texts alone. */
  @ArchTest
  static final ArchRule timelineIsData =
      onlyDependsOn("io.cortexlocal.timeline..", "io.cortexlocal.text..");

  @ArchTest
  static final ArchRule trafficKnowsTheGatewayOnly =
      onlyDependsOn(
          "io.cortexlocal.traffic..",
          "io.cortexlocal.http..",
          "io.cortexlocal.text..",
          "io.cortexlocal.time..");

  @ArchTest
  static final ArchRule textDependsOnNothingOfOurs = onlyDependsOn("io.cortexlocal.text..");

  @ArchTest
  static final ArchRule timeDependsOnNothingOfOurs = onlyDependsOn("io.cortexlocal.time..");

  @ArchTest
  static final ArchRule settingsDependOnNothingOfOurs = onlyDependsOn("io.cortexlocal.settings..");

  @ArchTest
  static final ArchRule backendsStayBehindTheirInterface =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.cortexlocal.deploy..",
              "io.cortexlocal.install..",
              "io.cortexlocal.observe..",
              "io.cortexlocal.status..",
              "io.cortexlocal.timeline..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.cortexlocal.cluster.*..",
              "io.fabric8.kubernetes.client..",
              "org.testcontainers..");

  @ArchTest
  static final ArchRule backendsSeeNothingOfWhatStandsOnThem =
      noClasses()
          .that()
          .resideInAPackage("io.cortexlocal.cluster.*..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.cortexlocal",
              "io.cortexlocal.controlplane..",
              "io.cortexlocal.deploy..",
              "io.cortexlocal.install..",
              "io.cortexlocal.observe..",
              "io.cortexlocal.operator..",
              "io.cortexlocal.status..",
              "io.cortexlocal.timeline..",
              "io.cortexlocal.traffic..",
              "io.cortexlocal.workload..");

  /** The operator, those who follow and those who explain are apart, and know of no wait. */
  @ArchTest
  static final ArchRule theOperatorKnowsNobodyWhoWaitsForIt =
      noClasses()
          .that()
          .resideInAPackage("io.cortexlocal.operator")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.cortexlocal.deploy..", "io.cortexlocal.evidence..", "io.cortexlocal.observe..");

  @ArchTest
  static final ArchRule observersKnowNoDeployment =
      noClasses()
          .that()
          .resideInAnyPackage("io.cortexlocal.observe..", "io.cortexlocal.evidence..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.cortexlocal", "io.cortexlocal.deploy..", "io.cortexlocal.operator..");

  /** The process of a program runs whichever is named to it. */
  @ArchTest
  static final ArchRule programsAreKnownByTheirNamesOnly =
      noClasses()
          .that()
          .resideInAPackage("io.cortexlocal.incluster..")
          .should()
          .dependOnClassesThat()
          .implement(Program.class);

  @ArchTest
  static final ArchRule fabric8sClientHasItsPlaces =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.cortexlocal.cluster.fabric8..",
              "io.cortexlocal.cluster.k3s..",
              "io.cortexlocal.incluster..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.fabric8.kubernetes.client..");

  @ArchTest
  static final ArchRule dockerHasItsPlace =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.cortexlocal.cluster.k3s..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.testcontainers..", "com.github.dockerjava..");

  @ArchTest
  static final ArchRule jibHasItsPlace =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.cortexlocal.cluster.embedded.image..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.cloud.tools.jib..");

  @ArchTest static final ArchRule noStateIsStatic = fields().that().areStatic().should().beFinal();

  @ArchTest
  static final ArchRule namesSayWhatAClassIs =
      classes()
          .should()
          .haveSimpleNameNotEndingWith("Util")
          .andShould()
          .haveSimpleNameNotEndingWith("Utils")
          .andShould()
          .haveSimpleNameNotEndingWith("Helper")
          .andShould()
          .haveSimpleNameNotEndingWith("Manager")
          .andShould()
          .haveSimpleNameNotEndingWith("Impl");

  /** The entry to a configuration is where users look for it: in the model that it returns. */
  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .assignedFrom(new Packages())
          .should()
          .beFreeOfCycles()
          .ignoreDependency(
              type(CortexConfig.class), resideInAPackage("io.cortexlocal.config.validation"));

  /** The seams of Kubernetes: who runs containers knows nothing of pods, and the store nobody. */
  @ArchTest
  static final ArchRule theEmbeddedClusterHasKubernetesLayers =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("assembly")
          .definedBy(EMBEDDED)
          .layer("store")
          .definedBy(EMBEDDED + ".store")
          .layer("controller")
          .definedBy(EMBEDDED + ".controller")
          .layer("kubelet")
          .definedBy(EMBEDDED + ".kubelet")
          .layer("runtime")
          .definedBy(EMBEDDED + ".runtime")
          .layer("linux")
          .definedBy(EMBEDDED + ".linux")
          .layer("image")
          .definedBy(EMBEDDED + ".image")
          .layer("gateway")
          .definedBy(EMBEDDED + ".gateway")
          .layer("program")
          .definedBy(EMBEDDED + ".program")
          .layer("rest")
          .definedBy(EMBEDDED + ".rest")
          .whereLayer("assembly")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("controller")
          .mayOnlyBeAccessedByLayers("assembly")
          .whereLayer("kubelet")
          .mayOnlyBeAccessedByLayers("assembly")
          .whereLayer("gateway")
          .mayOnlyBeAccessedByLayers("assembly")
          .whereLayer("program")
          .mayOnlyBeAccessedByLayers("assembly")
          .whereLayer("rest")
          .mayOnlyBeAccessedByLayers("assembly")
          .whereLayer("linux")
          .mayOnlyBeAccessedByLayers("gateway", "program", "rest", "assembly")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers("controller", "kubelet", "rest", "assembly")
          .whereLayer("runtime")
          .mayOnlyBeAccessedByLayers("kubelet", "linux", "gateway", "program", "assembly")
          .whereLayer("image")
          .mayOnlyBeAccessedByLayers("runtime", "kubelet", "linux", "assembly");

  @ArchTest
  static final ArchRule oneBackendKnowsNothingOfAnother =
      slices().matching("io.cortexlocal.cluster.(embedded|k3s)..").should().notDependOnEachOther();

  private static ArchRule onlyDependsOn(String own, String... others) {
    String[] allowed = new String[others.length + 1];
    allowed[0] = own;
    System.arraycopy(others, 0, allowed, 1, others.length);
    return noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat(OUR_OWN.and(resideOutsideOfPackages(allowed)));
  }

  /** Each package by itself, and the root too. */
  private static final class Packages implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      return javaClass.getPackageName().startsWith("io.cortexlocal")
          ? SliceIdentifier.of(javaClass.getPackageName())
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
