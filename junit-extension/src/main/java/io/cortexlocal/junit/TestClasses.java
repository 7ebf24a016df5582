package io.cortexlocal.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The test classes that a context is inside of. */
final class TestClasses {

  private TestClasses() {}

  /** Returns the contexts of the classes, the innermost first; one for each class. */
  static List<ExtensionContext> around(ExtensionContext context) {
    List<ExtensionContext> classes = new ArrayList<>();
    Class<?> inner = null;
    for (Optional<ExtensionContext> at = Optional.of(context);
        at.isPresent();
        at = at.get().getParent()) {
      Optional<Class<?>> testClass = at.get().getTestClass();
      boolean isOfClass = at.get().getElement().filter(Class.class::isInstance).isPresent();
      // A class that is a template of tests has a context for itself and one for each invocation.
      if (isOfClass && testClass.isPresent() && testClass.get() != inner) {
        classes.add(at.get());
        inner = testClass.get();
      }
    }
    return classes;
  }
}
