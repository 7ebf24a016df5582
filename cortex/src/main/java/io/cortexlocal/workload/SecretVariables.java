package io.cortexlocal.workload;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Variables that containers get from a Secret, so that their values stand in no other object, and
 * in nothing that is made of one.
 *
 * @param secret the Secret's name
 * @param version of the values; those of another version have other keys, so a replica that is
 *     replaced keeps its own until it ends
 * @param names of the variables, by container; containers without any are not in it
 */
public record SecretVariables(String secret, int version, SortedMap<String, Set<String>> names) {

  /** No variables. */
  public static final SecretVariables NONE = new SecretVariables("", 0, new TreeMap<>());

  public SecretVariables {
    SortedMap<String, Set<String>> copy = new TreeMap<>();
    names.forEach((container, variables) -> copy.put(container, new TreeSet<>(variables)));
    names = copy;
  }

  public boolean isEmpty() {
    return names.isEmpty();
  }

  /** Returns the key of a variable's value in the Secret. */
  public static String key(int version, String container, String name) {
    return "%d.%s.%s".formatted(version, container, name);
  }

  /** Returns the names of a container's variables, sorted. */
  Set<String> names(String container) {
    return names.getOrDefault(container, Set.of());
  }

  EnvVar variable(String container, String name) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewSecretKeyRef(key(version, container, name), secret, null)
        .endValueFrom()
        .build();
  }
}
