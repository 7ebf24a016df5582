package io.cortexlocal.image;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * The variables that an API's containers get on this machine, beside those of {@code cortex.yaml},
 * as {@code cortex-local.yaml} says it. Their values may be secrets: no message has them, and
 * neither has {@link #toString}.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class LocalEnvironment {

  private static final LocalEnvironment NONE =
      new LocalEnvironment(Map.of(), Map.of(), Optional.empty(), Map.of());

  private final Map<String, String> common;
  private final Map<String, Map<String, String>> containers;
  private final Optional<String> declaredAt;
  private final Map<String, String> containersDeclaredAt;

  /**
   * Says what is given.
   *
   * @param common given to each of the user's containers
   * @param containers given to one of them, by its name; these overrule the others
   * @throws IllegalArgumentException when a container is given a variable that Cortex reserves, or
   *     one that Kubernetes does not take
   */
  public LocalEnvironment(Map<String, String> common, Map<String, Map<String, String>> containers) {
    this(common, containers, Optional.empty(), Map.of());
    common.keySet().forEach(LocalEnvironment::requireName);
    containers.values().forEach(it -> it.keySet().forEach(LocalEnvironment::requireName));
  }

  /**
   * @param declaredAt file, line and column of the API's entry
   * @param containersDeclaredAt the same of each container's
   */
  LocalEnvironment(
      Map<String, String> common,
      Map<String, Map<String, String>> containers,
      Optional<String> declaredAt,
      Map<String, String> containersDeclaredAt) {
    this.common = Map.copyOf(common);
    Map<String, Map<String, String>> copy = new HashMap<>();
    containers.forEach((name, variables) -> copy.put(name, Map.copyOf(variables)));
    this.containers = Map.copyOf(copy);
    this.declaredAt = requireNonNull(declaredAt, "declaredAt");
    this.containersDeclaredAt = Map.copyOf(containersDeclaredAt);
  }

  private static void requireName(String name) {
    VariableName.problem(name)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
  }

  /** Returns that of an API of which nothing is said. */
  public static LocalEnvironment none() {
    return NONE;
  }

  /** Returns the variables of a container, sorted by their names. */
  public Map<String, String> of(String container) {
    Map<String, String> variables = new TreeMap<>(common);
    variables.putAll(containers.getOrDefault(requireNonNull(container, "container"), Map.of()));
    return Collections.unmodifiableMap(variables);
  }

  /** Returns where the containers that have an entry of their own have it, by their names. */
  @API(status = API.Status.INTERNAL)
  public Map<String, Optional<String>> containers() {
    return containers.keySet().stream()
        .collect(
            Collectors.toMap(
                name -> name, name -> Optional.ofNullable(containersDeclaredAt.get(name))));
  }

  /** Returns file, line and column of the API's entry, where it comes from a file. */
  @API(status = API.Status.INTERNAL)
  public Optional<String> declaredAt() {
    return declaredAt;
  }

  /** Returns whether the other gives the same, wherever it is declared. */
  @Override
  public boolean equals(Object other) {
    return other instanceof LocalEnvironment that
        && common.equals(that.common)
        && containers.equals(that.containers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(common, containers);
  }

  /** Returns the names of the variables. */
  @Override
  public String toString() {
    Map<String, Object> names = new TreeMap<>();
    containers.forEach((container, variables) -> names.put(container, names(variables)));
    return "LocalEnvironment" + names(common) + names;
  }

  private static Set<String> names(Map<String, String> variables) {
    return new TreeSet<>(variables.keySet());
  }
}
