package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.Fix;
import io.cortexlocal.config.schema.CortexSchema;
import io.cortexlocal.config.schema.Field;
import io.cortexlocal.config.schema.ValueType.Section;
import io.cortexlocal.config.schema.ValueType.Sections;
import io.cortexlocal.config.schema.Violation;
import io.cortexlocal.config.yaml.Span;
import io.cortexlocal.config.yaml.YamlNode.Mapping;
import io.cortexlocal.spelling.Spelling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a user may have meant by a key that is not known where it stands. */
final class KeyHelp {

  /** Of more places below a map, the nearest are meant, wherever they are. */
  private static final int MOST_BELOW = 2;

  private final ApiKind kind;

  KeyHelp(ApiKind kind) {
    this.kind = kind;
  }

  /**
   * Returns the violation with help.
   *
   * @param section the key path of the map, such as {@code pod.containers[]}; empty for the API
   * @param fields the keys that are known there
   */
  Violation add(
      Violation violation,
      String section,
      String key,
      Span place,
      List<Field> fields,
      Mapping map) {
    Optional<String> old = OldKeys.became(section, key);
    if (old.isPresent()) {
      return violation.suggesting(key + " → " + old.get());
    }
    String snake = snakeCase(key);
    List<String> names = fields.stream().map(Field::name).toList();
    List<String> places = places(snake, section);
    Optional<String> meant = Spelling.closest(key, names);
    if (meant.isPresent() && (places.isEmpty() || names.contains(snake))) {
      Violation better = violation.suggesting("did you mean \"" + meant.get() + "\"?");
      return isSurelyMeant(key, meant.get()) && map.get(meant.get()) == null
          ? better.mendedBy(renaming(key, place, meant.get()))
          : better;
    }
    if (!places.isEmpty()) {
      return violation.suggesting("its place is " + String.join(" or ", places));
    }
    Optional<String> otherKinds = otherKinds(snake, section);
    if (otherKinds.isPresent()) {
      return violation.suggesting(otherKinds.get());
    }
    Optional<String> words = KubernetesWords.instead(snake);
    if (words.isPresent()) {
      Violation better = violation.suggesting(words.get());
      boolean memory = snake.equals("memory") && names.contains("mem") && map.get("mem") == null;
      return memory ? better.mendedBy(renaming(key, place, "mem")) : better;
    }
    Optional<Violation> spaced = missingSpace(violation, key, place, names);
    if (spaced.isPresent()) {
      return spaced.get();
    }
    return Spelling.closest(key, allNames())
        .map(
            name ->
                violation.suggesting(
                    "did you mean \""
                        + name
                        + "\"? Its place is "
                        + String.join(" or ", places(name, section))))
        .orElse(violation);
  }

  private static Fix renaming(String key, Span place, String name) {
    return Fix.of(
        "rename " + key + " to " + name, place.line(), place.column(), place.endColumn(), name);
  }

  /** A key of a flow map that has its value within itself, as in {@code {name:api}}. */
  private static Optional<Violation> missingSpace(
      Violation violation, String key, Span place, List<String> names) {
    int colon = key.indexOf(':');
    if (colon < 0 || !names.contains(key.substring(0, colon)) || place.line() != place.endLine()) {
      return Optional.empty();
    }
    int column = place.column() + colon + 1;
    boolean plain = place.endColumn() - place.column() == key.codePointCount(0, key.length());
    Violation better =
        violation.suggesting(
            "write a space after the colon: "
                + key.substring(0, colon)
                + ": "
                + key.substring(colon + 1));
    return Optional.of(
        plain
            ? better.mendedBy(
                Fix.of("put a space after the colon", place.line(), column, column, " "))
            : better);
  }

  /** Returns whether the key differs from a long one by one letter or so, or by its case only. */
  private static boolean isSurelyMeant(String key, String meant) {
    String plain = key.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    String other = meant.replace("_", "");
    return plain.equals(other)
        || plain.equals(other + "s")
        || (meant.length() >= 8 && Math.abs(plain.length() - other.length()) <= 1);
  }

  private static String snakeCase(String key) {
    return key.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('-', '_').toLowerCase(Locale.ROOT);
  }

  private List<String> places(String key, String section) {
    List<String> all = new ArrayList<>();
    collect(CortexSchema.API, kind, "", key, all);
    all.remove(section.isEmpty() ? key : section + "." + key);
    List<String> below = all.stream().filter(path -> path.startsWith(section + ".")).toList();
    if (!below.isEmpty() && below.size() <= MOST_BELOW && !section.isEmpty()) {
      return below;
    }
    int nearest = all.stream().mapToInt(path -> distance(path, section)).min().orElse(0);
    return all.stream().filter(path -> distance(path, section) == nearest).toList();
  }

  /** Returns how many steps lead from one map to the one of a key. */
  private static int distance(String path, String section) {
    List<String> from = Arrays.asList(section.isEmpty() ? new String[0] : section.split("\\.", -1));
    List<String> to = Arrays.asList(path.split("\\.", -1));
    int shared = 0;
    while (shared < from.size()
        && shared < to.size() - 1
        && from.get(shared).equals(to.get(shared))) {
      shared++;
    }
    return from.size() - shared + to.size() - 1 - shared;
  }

  private Optional<String> otherKinds(String key, String section) {
    String path = section.isEmpty() ? key : section + "." + key;
    List<String> kinds =
        Arrays.stream(ApiKind.values())
            .filter(
                other -> {
                  List<String> all = new ArrayList<>();
                  collect(CortexSchema.API, other, "", key, all);
                  return all.contains(path);
                })
            .map(ApiKind::text)
            .collect(Collectors.toList());
    return kinds.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "only %s has it, and this is %s".formatted(String.join(" or ", kinds), kind.text()));
  }

  private List<String> allNames() {
    List<String> names = new ArrayList<>();
    collectNames(CortexSchema.API, names);
    return names;
  }

  private void collectNames(Section section, List<String> names) {
    for (Field field : section.fields(kind)) {
      names.add(field.name());
      if (field.type() instanceof Section inner) {
        collectNames(inner, names);
      } else if (field.type() instanceof Sections inner) {
        collectNames(inner.element(), names);
      }
    }
  }

  private static void collect(
      Section section, ApiKind kind, String prefix, String key, List<String> found) {
    for (Field field : section.fields(kind)) {
      if (field.name().equals(key)) {
        found.add(prefix + key);
      }
      if (field.type() instanceof Section inner) {
        collect(inner, kind, prefix + field.name() + ".", key, found);
      } else if (field.type() instanceof Sections inner) {
        collect(inner.element(), kind, prefix + field.name() + "[].", key, found);
      }
    }
  }
}
