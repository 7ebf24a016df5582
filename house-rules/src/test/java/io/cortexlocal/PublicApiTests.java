package io.cortexlocal;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;

/**
 * What users meet carries {@code @API}, and consists of the JDK's types and of what carries it too,
 * so that libraries and insides can change.
 */
@AnalyzeClasses(packages = "io.cortexlocal", importOptions = ImportOption.DoNotIncludeTests.class)
class PublicApiTests {

  /** Packages whose every public type says whether it is for users. */
  private static final String[] PACKAGES = {
    "io.cortexlocal",
    "io.cortexlocal.assertions",
    "io.cortexlocal.cluster",
    "io.cortexlocal.config",
    "io.cortexlocal.fidelity",
    "io.cortexlocal.image",
    "io.cortexlocal.junit",
    "io.cortexlocal.model",
    "io.cortexlocal.settings",
    "io.cortexlocal.timeline",
    "io.cortexlocal.traffic"
  };

  /** The one hatch: Kubernetes' objects, as fabric8 models them, and as it would Istio's. */
  private static final Set<String> HATCH =
      Set.of(
          "io.cortexlocal.cluster.Kubernetes",
          "io.cortexlocal.cluster.ResourceType",
          "io.cortexlocal.model.IstioGateway",
          "io.cortexlocal.model.IstioResource",
          "io.cortexlocal.model.IstioVirtualService");

  private static final String ASSERTJ = "org.assertj.core.";

  private static final DescribedPredicate<JavaClass> FOR_USERS =
      describe("for users", PublicApiTests::isForUsers);

  @ArchTest
  static final ArchRule publicTypesSayWhetherTheyAreForUsers =
      classes()
          .that()
          .resideInAnyPackage(PACKAGES)
          .and()
          .arePublic()
          .and()
          .areTopLevelClasses()
          .should()
          .beAnnotatedWith(API.class);

  @ArchTest
  static void whatUsersCatchIsForUsers(JavaClasses all) {
    assertThat(
            all.stream()
                .filter(type -> type.isAssignableTo(RuntimeException.class))
                .filter(PublicApiTests::isForUsers)
                .map(JavaClass::getSimpleName))
        .contains(
            "ClusterException",
            "DeployException",
            "ImageException",
            "InvalidConfigException",
            "SettingException",
            "TrafficException");
  }

  @ArchTest
  static void everyPackageIsNullMarked(JavaClasses all) {
    Set<String> packages =
        all.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));

    assertThat(packages).hasSizeGreaterThan(40);
    assertThat(packages)
        .filteredOn(name -> !all.getPackage(name).isAnnotatedWith(NullMarked.class))
        .isEmpty();
  }

  @ArchTest
  static final ArchRule methodsAndConstructorsHaveTypesForUsers =
      codeUnits()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat(FOR_USERS)
          .should(haveTypesForUsers());

  @ArchTest
  static final ArchRule fieldsHaveTypesForUsers =
      fields()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat(FOR_USERS)
          .should(haveATypeForUsers());

  @ArchTest
  static final ArchRule supertypesAreForUsers =
      classes().that(FOR_USERS).should(haveSupertypesForUsers());

  /** A kind more breaks who switches over a sealed type. */
  @ArchTest
  static void noTypeForUsersIsSealed(JavaClasses all) {
    assertThat(
            all.stream()
                .filter(PublicApiTests::isForUsers)
                .filter(type -> type.reflect().isSealed())
                .map(JavaClass::getName))
        .isEmpty();
  }

  /** A component more breaks who makes a record; so users read records, and make none. */
  @ArchTest
  static void recordsForUsersAreNotMadeByThem(JavaClasses all) {
    List<JavaClass> records =
        all.stream().filter(PublicApiTests::isForUsers).filter(JavaClass::isRecord).toList();

    assertThat(records).hasSizeGreaterThan(10);
    assertThat(
            records.stream()
                .flatMap(type -> type.getConstructors().stream())
                .filter(constructor -> constructor.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(
                    constructor ->
                        !isInternal(
                            constructor.tryGetAnnotationOfType(API.class).stream().toList()))
                .map(JavaCodeUnit::getFullName))
        .isEmpty();
  }

  /** What is nested in a type is as it is. */
  private static boolean isForUsers(JavaClass type) {
    if (!type.getModifiers().contains(JavaModifier.PUBLIC)) {
      return false;
    }
    return type.tryGetAnnotationOfType(API.class)
        .map(api -> api.status() != API.Status.INTERNAL)
        .orElseGet(() -> type.getEnclosingClass().filter(PublicApiTests::isForUsers).isPresent());
  }

  private static ArchCondition<JavaCodeUnit> haveTypesForUsers() {
    return new ArchCondition<>("have types of the JDK and for users only") {
      @Override
      public void check(JavaCodeUnit unit, ConditionEvents events) {
        if (isInternal(unit.tryGetAnnotationOfType(API.class).stream().toList())) {
          return;
        }
        Stream.concat(
                Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream()),
                unit.getThrowsClause().getTypes().stream())
            .forEach(
                type -> PublicApiTests.check(unit.getOwner(), unit.getFullName(), type, events));
      }
    };
  }

  private static boolean isInternal(List<API> status) {
    return status.stream().anyMatch(api -> api.status() == API.Status.INTERNAL);
  }

  private static ArchCondition<JavaField> haveATypeForUsers() {
    return new ArchCondition<>("have a type of the JDK or for users") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        PublicApiTests.check(field.getOwner(), field.getFullName(), field.getType(), events);
      }
    };
  }

  private static ArchCondition<JavaClass> haveSupertypesForUsers() {
    return new ArchCondition<>("have supertypes of the JDK and for users only") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        // What is not public, users do not see either.
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
            .filter(above -> above.toErasure().getModifiers().contains(JavaModifier.PUBLIC))
            .forEach(above -> PublicApiTests.check(type, type.getFullName(), above, events));
      }
    };
  }

  private static void check(JavaClass owner, String member, JavaType type, ConditionEvents events) {
    for (JavaClass involved : type.getAllInvolvedRawTypes()) {
      JavaClass element = involved.getBaseComponentType();
      String name = element.getPackageName();
      boolean allowed =
          element.isPrimitive()
              || name.startsWith("java.")
              || isForUsers(element)
              || (name.startsWith(ASSERTJ) && owner.getPackageName().endsWith(".assertions"))
              || (name.startsWith("io.fabric8.kubernetes.api.model") && isHatch(owner));
      if (!allowed) {
        events.add(
            SimpleConditionEvent.violated(element, member + " exposes " + element.getName()));
      }
    }
  }

  private static boolean isHatch(JavaClass type) {
    return HATCH.contains(type.getName())
        || type.getEnclosingClass().filter(PublicApiTests::isHatch).isPresent();
  }
}
