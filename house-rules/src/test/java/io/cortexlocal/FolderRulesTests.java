package io.cortexlocal;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may depend on what: configuration to objects to cluster to timeline, and no way back. */
@AnalyzeClasses(packages = "io.cortexlocal", importOptions = ImportOption.DoNotIncludeTests.class)
class FolderRulesTests {

  private static final DescribedPredicate<JavaClass> OUR_OWN =
      resideInAnyPackage("io.cortexlocal..").as("our own");

  @ArchTest
  static final ArchRule istioLiteStandsAlone =
      noClasses()
          .that()
          .resideInAPackage("io.cortexlocal.istio..")
          .should()
          .dependOnClassesThat(
              OUR_OWN.and(
                  resideOutsideOfPackages("io.cortexlocal.istio..", "io.cortexlocal.json..")))
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8..", "org.testcontainers..");

  @ArchTest
  static final ArchRule configurationStandsAlone =
      onlyDependsOn(
          "io.cortexlocal.config..", "io.cortexlocal.quantity..", "io.cortexlocal.spelling..");

  @ArchTest
  static final ArchRule workloadIsTranslatedFromConfigurationAlone =
      onlyDependsOn(
          "io.cortexlocal.workload..",
          "io.cortexlocal.config..",
          "io.cortexlocal.istio..",
          "io.cortexlocal.json..");

  @ArchTest
  static final ArchRule translationDoesNotTalkToACluster =
      noClasses()
          .that()
          .resideInAPackage("io.cortexlocal.workload..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8.kubernetes.client.dsl..", "org.testcontainers..");

  @ArchTest static final ArchRule timelineIsData = onlyDependsOn("io.cortexlocal.timeline..");

  @ArchTest
  static final ArchRule trafficKnowsTheGatewayOnly =
      onlyDependsOn("io.cortexlocal.traffic..", "io.cortexlocal.http..");

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
              "io.cortexlocal.deploy..",
              "io.cortexlocal.status..",
              "io.cortexlocal.timeline..",
              "io.cortexlocal.traffic..");

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

  @ArchTest
  static final ArchRule foldersHaveNoCycles =
      slices().assignedFrom(new Folders()).should().beFreeOfCycles();

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

  /** Each folder with what is below it; a backend is a folder of its own beside its interface. */
  private static final class Folders implements SliceAssignment {

    private static final Pattern PACKAGE =
        Pattern.compile("io\\.cortexlocal\\.(cluster\\.\\w+|\\w+).*");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      Matcher matcher = PACKAGE.matcher(javaClass.getPackageName());
      return matcher.matches() ? SliceIdentifier.of(matcher.group(1)) : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "folders";
    }
  }
}
