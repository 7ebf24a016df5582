package io.cortexlocal;

import io.cortexlocal.settings.Settings;
import io.cortexlocal.spelling.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Settings that were given and that nothing reads. */
final class UnknownSettings {

  private static final String PREFIX = "cortex.local.";
  private static final String VARIABLE_PREFIX = "CORTEX_LOCAL_";

  /** Every setting of the README's table. */
  static final List<String> KNOWN =
      List.of(
          "cortex.local.backend",
          "cortex.local.timeout",
          "cortex.local.start-timeout",
          "cortex.local.request-timeout",
          "cortex.local.log-timeout",
          "cortex.local.lease-timeout",
          "cortex.local.k3s.image",
          "cortex.local.envoy.image",
          "cortex.local.jre.image",
          "cortex.local.build-args",
          "cortex.local.never-pull",
          "cortex.local.embedded.user-namespace",
          "cortex.local.embedded.cpus",
          "cortex.local.embedded.gpus",
          "cortex.local.embedded.inferentia-chips",
          "cortex.local.privileged");

  /** The launcher's own, and those of this project's tests. */
  private static final List<String> NOT_FOR_USERS =
      List.of("cortex.local.home", "cortex.local.terminal", "cortex.local.test.");

  private UnknownSettings() {}

  /**
   * Returns a line about each system property that looks like a setting and is none, and about each
   * environment variable that is nearly one: others of that prefix may be somebody else's.
   */
  static List<String> in(Collection<String> properties, Collection<String> variables) {
    List<String> lines = new ArrayList<>();
    properties.stream()
        .filter(name -> name.startsWith(PREFIX))
        .filter(name -> !KNOWN.contains(name))
        .filter(name -> NOT_FOR_USERS.stream().noneMatch(name::startsWith))
        .sorted()
        .forEach(
            name ->
                lines.add(
                    "there is no setting "
                        + name
                        + Spelling.closest(name, KNOWN).map(UnknownSettings::meant).orElse("")));
    List<String> known = KNOWN.stream().map(Settings::environmentVariable).toList();
    variables.stream()
        .filter(name -> name.startsWith(VARIABLE_PREFIX))
        .filter(name -> !known.contains(name))
        .sorted()
        .forEach(name -> nearly(name, known).ifPresent(lines::add));
    return lines;
  }

  private static Optional<String> nearly(String variable, List<String> known) {
    String name = variable.substring(VARIABLE_PREFIX.length());
    List<String> names =
        known.stream().map(other -> other.substring(VARIABLE_PREFIX.length())).toList();
    return Spelling.closest(name, names)
        .map(other -> "there is no setting " + variable + meant(VARIABLE_PREFIX + other));
  }

  private static String meant(String name) {
    return "; did you mean " + name + "?";
  }
}
