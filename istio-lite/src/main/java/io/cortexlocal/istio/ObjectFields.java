package io.cortexlocal.istio;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one level of an object's tree and keeps a finding for each field that was not asked for.
 * Istio's proto3 JSON leaves out zero values, so absence and zero are the same.
 */
final class ObjectFields {

  private final String object;
  private final String path;
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final List<TranslationFinding> findings;
  private final Set<String> known = new HashSet<>();

  ObjectFields(String object, String path, Object tree, List<TranslationFinding> findings) {
    this.object = object;
    this.path = path;
    this.findings = findings;
    if (tree instanceof Map<?, ?> map) {
      map.forEach((key, value) -> fields.put(String.valueOf(key), value));
    } else if (tree != null) {
      findings.add(
          new TranslationFinding(object, path, "must be an object, not " + describe(tree)));
    }
  }

  boolean has(String name) {
    known.add(name);
    return fields.get(name) != null;
  }

  void refuse(String name, String message) {
    known.add(name);
    findings.add(new TranslationFinding(object, at(name), message));
  }

  ObjectFields child(String name) {
    known.add(name);
    return new ObjectFields(object, at(name), fields.get(name), findings);
  }

  List<ObjectFields> children(String name) {
    List<ObjectFields> children = new ArrayList<>();
    List<?> items = list(name);
    for (int index = 0; index < items.size(); index++) {
      children.add(
          new ObjectFields(object, at(name) + "[" + index + "]", items.get(index), findings));
    }
    return children;
  }

  String text(String name, String otherwise) {
    known.add(name);
    Object value = fields.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof String text) {
      return text;
    }
    refuse(name, "must be a string, not " + describe(value));
    return otherwise;
  }

  String requiredText(String name) {
    String text = text(name, "");
    Object value = fields.get(name);
    if (text.isEmpty() && (value == null || value instanceof String)) {
      refuse(name, "must be given");
    }
    return text;
  }

  Optional<String> optionalText(String name) {
    return has(name) ? Optional.of(text(name, "")) : Optional.empty();
  }

  int integer(String name, int otherwise, int least, int most) {
    known.add(name);
    Object value = fields.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (number >= least && number <= most) {
        return (int) number;
      }
      refuse(name, "must be between " + least + " and " + most + ", not " + number);
      return otherwise;
    }
    refuse(name, "must be an integer, not " + describe(value));
    return otherwise;
  }

  double number(String name, double otherwise, double least, double most) {
    known.add(name);
    Object value = fields.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number
        && number.doubleValue() >= least
        && number.doubleValue() <= most) {
      return number.doubleValue();
    }
    refuse(name, "must be a number between " + least + " and " + most + ", not " + describe(value));
    return otherwise;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object item : list(name)) {
      if (item instanceof String text) {
        texts.add(text);
      } else {
        refuse(name, "must be a list of strings, but has " + describe(item));
      }
    }
    return texts;
  }

  Map<String, String> textMap(String name) {
    ObjectFields child = child(name);
    Map<String, String> result = new LinkedHashMap<>();
    for (String key : child.fields.keySet()) {
      result.put(key, child.text(key, ""));
    }
    return result;
  }

  private List<?> list(String name) {
    known.add(name);
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> items) {
      return items;
    }
    refuse(name, "must be a list, not " + describe(value));
    return List.of();
  }

  /** Ends the reading of this level: a field that nobody asked for is refused by its name. */
  void refuseTheRest(Set<String> ofIstio) {
    for (String name : fields.keySet()) {
      if (known.contains(name) || fields.get(name) == null) {
        continue;
      }
      findings.add(
          new TranslationFinding(
              object,
              at(name),
              ofIstio.contains(name)
                  ? "Istio has this field, Cortex Local does not implement it"
                  : "Istio has no such field"));
    }
  }

  String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String describe(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Map<?, ?>) {
      return "an object";
    }
    if (value instanceof List<?>) {
      return "a list";
    }
    return value instanceof String ? "'" + value + "'" : String.valueOf(value);
  }
}
