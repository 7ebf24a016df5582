package io.cortexlocal.junit;

import java.util.Arrays;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * Where what a whole launcher session shares is kept. JUnit before 5.13 has no such place: there it
 * is the root of the context, which lasts as long as one run of the launcher, and Maven and Gradle
 * make one run for all classes.
 */
final class SessionStore {

  private static final boolean SINCE_5_13 =
      Arrays.stream(ExtensionContext.class.getMethods())
          .anyMatch(
              method -> method.getName().equals("getStore") && method.getParameterCount() == 2);

  private SessionStore() {}

  static Store of(ExtensionContext context, Namespace namespace) {
    return SINCE_5_13
        ? context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, namespace)
        : context.getRoot().getStore(namespace);
  }
}
