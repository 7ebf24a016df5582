package io.cortexlocal.junit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** The names of the APIs that a test class deploys, in the order of the file. */
record ApiNames(List<String> names) {

  ApiNames {
    names = List.copyOf(names);
  }

  /**
   * Chooses the API that a parameter or field is meant to receive.
   *
   * @param wanted what {@link Api} says, possibly empty
   * @param javaName the name of the parameter or field, where the class file has it
   */
  String choose(String wanted, Optional<String> javaName) {
    if (!wanted.isEmpty()) {
      if (names.contains(wanted)) {
        return wanted;
      }
      throw new ExtensionConfigurationException(
          "@Api(\"%s\") names no API; there are: %s".formatted(wanted, list()));
    }
    if (names.size() == 1) {
      return names.get(0);
    }
    return javaName
        .map(ApiNames::kebabCase)
        .filter(names::contains)
        .orElseThrow(
            () ->
                new ExtensionConfigurationException(
                    """
                    which API shall %s receive? There are: %s. Name one with @Api("…"), or %s."""
                        .formatted(
                            javaName.orElse("the parameter"),
                            list(),
                            javaName.isPresent()
                                ? "name the parameter after it"
                                : "compile with -parameters (Maven: maven.compiler.parameters=true)"
                                    + " and name the parameter after it")));
  }

  private String list() {
    return String.join(", ", names);
  }

  static String kebabCase(String javaName) {
    return javaName.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
