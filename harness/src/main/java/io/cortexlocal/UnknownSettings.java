package io.cortexlocal;

import io.cortexlocal.cluster.Backend;
import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.settings.DeclaredSettings;
import io.cortexlocal.settings.Setting;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.spelling.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Settings that were given and that nothing reads. */
final class UnknownSettings {

  private static final String PREFIX = "cortex.local.";
  private static final String VARIABLE_PREFIX = "CORTEX_LOCAL_";

  /** Flags of the command line, which refuses unknown ones itself. */
  private static final String FLAGS = VARIABLE_PREFIX + "CLI_";

  /** The launcher's own, and those of this project's tests. */
  private static final List<String> NOT_FOR_USERS =
      List.of("cortex.local.home", "cortex.local.terminal", "cortex.local.test.");

  private UnknownSettings() {}

  /** Returns every setting that something on the class path declares. */
  static List<Setting<?>> known() {
    List<Setting<?>> known = new ArrayList<>(CortexLocal.SETTINGS);
    known.addAll(ClusterSettings.ALL);
    declared(Backend.class).forEach(known::addAll);
    declared(DeclaredSettings.class).forEach(known::addAll);
    return known;
  }

  private static <T extends DeclaredSettings> List<List<Setting<?>>> declared(Class<T> service) {
    return ServiceLoader.load(service, UnknownSettings.class.getClassLoader()).stream()
        .map(provider -> provider.get().settings())
        .toList();
  }

  /**
   * Returns a line about each system property that looks like a setting and is none, and about each
   * environment variable that is nearly one: others of that prefix may be somebody else's.
   */
  static List<String> in(Collection<String> properties, Collection<String> variables) {
    List<String> names = known().stream().map(Setting::name).toList();
    List<String> lines = new ArrayList<>();
    properties.stream()
        .filter(name -> name.startsWith(PREFIX))
        .filter(name -> !names.contains(name))
        .filter(name -> NOT_FOR_USERS.stream().noneMatch(name::startsWith))
        .sorted()
        .forEach(
            name ->
                lines.add(
                    "there is no setting "
                        + name
                        + Spelling.closest(name, names).map(UnknownSettings::meant).orElse("")));
    List<String> known = names.stream().map(Settings::environmentVariable).toList();
    variables.stream()
        .filter(name -> name.startsWith(VARIABLE_PREFIX))
        .filter(name -> !name.startsWith(FLAGS))
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
