package io.cortexlocal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

/** What a user's test meets are the JDK's types and our own, so that libraries can change. */
@AnalyzeClasses(packages = "io.cortexlocal", importOptions = ImportOption.DoNotIncludeTests.class)
class PublicApiTests {

  private static final String[] API = {
    "io.cortexlocal",
    "io.cortexlocal.traffic",
    "io.cortexlocal.timeline",
    "io.cortexlocal.image",
    "io.cortexlocal.settings",
    "io.cortexlocal.config",
    "io.cortexlocal.fidelity"
  };

  @ArchTest
  static final ArchRule methodsAndConstructorsHaveOwnTypes =
      codeUnits()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(API)
          .should(haveOwnTypes());

  @ArchTest
  static final ArchRule fieldsHaveOwnTypes =
      fields()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(API)
          .should(haveAnOwnType());

  private static ArchCondition<JavaCodeUnit> haveOwnTypes() {
    return new ArchCondition<>("have types of the JDK and our own only") {
      @Override
      public void check(JavaCodeUnit unit, ConditionEvents events) {
        Stream.concat(
                Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream()),
                unit.getThrowsClause().getTypes().stream())
            .forEach(type -> PublicApiTests.check(unit.getFullName(), type, events));
      }
    };
  }

  private static ArchCondition<JavaField> haveAnOwnType() {
    return new ArchCondition<>("have a type of the JDK or our own") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        PublicApiTests.check(field.getFullName(), field.getType(), events);
      }
    };
  }

  private static void check(String member, JavaType type, ConditionEvents events) {
    for (JavaClass involved : type.getAllInvolvedRawTypes()) {
      JavaClass element = involved.getBaseComponentType();
      boolean own =
          element.isPrimitive()
              || element.getPackageName().startsWith("java.")
              || element.getPackageName().matches("io\\.cortexlocal(\\..*)?");
      if (!own) {
        events.add(
            SimpleConditionEvent.violated(element, member + " exposes " + element.getName()));
      }
    }
  }
}
