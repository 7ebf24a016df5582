package io.cortexlocal.junit;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.TrafficSplitter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** The fields of a test class that receive an API. */
final class ApiFields {

  private final List<Field> fields;

  private ApiFields(List<Field> fields) {
    this.fields = fields;
  }

  /**
   * Finds the fields with {@link Api}, also those of superclasses. A component of a record is none:
   * its constructor receives the API.
   */
  static ApiFields of(Class<?> testClass) {
    return new ApiFields(
        ReflectionSupport.findFields(
            testClass,
            field -> field.isAnnotationPresent(Api.class) && !isComponent(field),
            HierarchyTraversalMode.TOP_DOWN));
  }

  private static boolean isComponent(Field field) {
    return field.getDeclaringClass().isRecord() && !Modifier.isStatic(field.getModifiers());
  }

  /** Looks for mistakes before the cluster starts, so that they cost no time. */
  void requireMeant(ApiNames names, ApiNames splitters) {
    for (Field field : fields) {
      requireAssignable(field);
      (isOfSplitter(field) ? splitters : names).choose(wanted(field), Optional.of(field.getName()));
    }
  }

  /** Gives the static fields their APIs. */
  void injectStatic(VisibleApis apis) {
    for (Field field : fields) {
      if (Modifier.isStatic(field.getModifiers())) {
        inject(field, null, apis);
      }
    }
  }

  /** Gives the other fields of an instance their APIs. */
  void injectInto(Object instance, VisibleApis apis) {
    for (Field field : fields) {
      if (!Modifier.isStatic(field.getModifiers())) {
        inject(field, instance, apis);
      }
    }
  }

  private static void inject(Field field, Object instance, VisibleApis apis) {
    requireAssignable(field);
    Optional<String> javaName = Optional.of(field.getName());
    AutoCloseable meant =
        isOfSplitter(field)
            ? apis.findSplitter(wanted(field), javaName)
            : apis.find(wanted(field), javaName);
    try {
      field.trySetAccessible();
      field.set(instance, meant);
    } catch (IllegalAccessException e) {
      throw new ExtensionConfigurationException(
          "@Api field %s cannot be set: open its package to the JUnit extension".formatted(field),
          e);
    }
  }

  private static void requireAssignable(Field field) {
    boolean known = field.getType() == RealtimeApi.class || isOfSplitter(field);
    if (!known || Modifier.isFinal(field.getModifiers())) {
      throw new ExtensionConfigurationException(
          "@Api field %s must have the type RealtimeApi or TrafficSplitter, and not be final"
              .formatted(field));
    }
  }

  private static boolean isOfSplitter(Field field) {
    return field.getType() == TrafficSplitter.class;
  }

  private static String wanted(Field field) {
    return field.getAnnotation(Api.class).value();
  }
}
