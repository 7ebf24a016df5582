package io.cortexlocal.junit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The names of the APIs, of one kind, that a place in a test class can mean.
 *
 * @param kind as messages call it
 * @param nearest of the class that deployed APIs and is nearest, in the order of its file
 * @param others of the classes around that one, the nearest first
 */
record ApiNames(String kind, List<String> nearest, List<String> others) {

  ApiNames {
    nearest = List.copyOf(nearest);
    others = List.copyOf(others);
  }

  /** Returns the names of classes in their order; one that deployed nothing counts for nothing. */
  static ApiNames of(List<List<String>> classes) {
    return of("API", classes);
  }

  /** Returns the names of TrafficSplitters likewise. */
  static ApiNames ofSplitters(List<List<String>> classes) {
    return of("TrafficSplitter", classes);
  }

  private static ApiNames of(String kind, List<List<String>> classes) {
    List<List<String>> deployed = classes.stream().filter(Predicate.not(List::isEmpty)).toList();
    return deployed.isEmpty()
        ? new ApiNames(kind, List.of(), List.of())
        : new ApiNames(
            kind, deployed.get(0), deployed.stream().skip(1).flatMap(List::stream).toList());
  }

  /**
   * Chooses the API that a parameter or field is meant to receive: the one that {@link Api} names,
   * else the one whose name the parameter or field has, else the only one of the nearest class.
   *
   * @param wanted what {@link Api} says, possibly empty
   * @param javaName the name of the parameter or field, where the class file has it
   */
  String choose(String wanted, Optional<String> javaName) {
    Set<String> all = all();
    if (all.isEmpty()) {
      throw new ExtensionConfigurationException(
          "there is no %s for %s: the file of @CortexApi on the class needs one"
              .formatted(kind, javaName.orElse("the parameter")));
    }
    if (!wanted.isEmpty()) {
      if (all.contains(wanted)) {
        return wanted;
      }
      throw new ExtensionConfigurationException(
          "@Api(\"%s\") names no %s; there are: %s"
              .formatted(wanted, kind, String.join(", ", all)));
    }
    Optional<String> meant = javaName.map(ApiNames::kebabCase).filter(all::contains);
    if (meant.isPresent()) {
      return meant.get();
    }
    if (nearest.size() == 1) {
      return nearest.get(0);
    }
    throw new ExtensionConfigurationException(
        """
        which %s shall %s receive? There are: %s. Name one with @Api("…"), or %s."""
            .formatted(
                kind,
                javaName.orElse("the parameter"),
                String.join(", ", all),
                javaName.isPresent()
                    ? "name the parameter after it"
                    : "compile with -parameters (Maven: maven.compiler.parameters=true)"
                        + " and name the parameter after it"));
  }

  private Set<String> all() {
    List<String> all = new ArrayList<>(nearest);
    all.addAll(others);
    return new LinkedHashSet<>(all);
  }

  static String kebabCase(String javaName) {
    return javaName.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
