package io.cortexlocal.config.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An API as it is written: keys by section, and comments for a person. */
final class NewApi {

  private static final String ITEM = "[0]";

  private final Map<String, String> keys = new LinkedHashMap<>();
  private final List<String> comments = new ArrayList<>();
  private final Map<String, String> notes = new LinkedHashMap<>();

  /**
   * Puts a value.
   *
   * @param path such as {@code pod.containers[0].image}
   * @param value as YAML on one line
   */
  void put(String path, String value) {
    keys.put(path, value);
  }

  boolean has(String path) {
    return keys.containsKey(path);
  }

  /** Says something in front of the API. */
  void comment(String text) {
    comments.add(text);
  }

  /** Says something behind a key. */
  void note(String path, String text) {
    notes.put(path, text);
  }

  /** Takes out what stands at a path or below it; false when there is nothing. */
  boolean leaveOut(String path, String why) {
    List<String> found =
        keys.keySet().stream()
            .filter(
                key -> key.equals(path) || key.startsWith(path + ".") || key.startsWith(path + "["))
            .toList();
    for (String key : found) {
      comment("left out: " + key + ": " + keys.remove(key) + " (" + why + ")");
    }
    return !found.isEmpty();
  }

  /** Returns the API as an item of the file's list. */
  String text() {
    StringBuilder text = new StringBuilder(commentText());
    List<String> open = List.of();
    boolean first = true;
    for (Map.Entry<String, String> key : keys.entrySet()) {
      List<String> sections = new ArrayList<>(List.of(key.getKey().split("\\.", -1)));
      String name = sections.remove(sections.size() - 1);
      int shared = shared(open, sections);
      for (int i = shared; i < sections.size(); i++) {
        text.append(indentation(sections.subList(0, i)));
        text.append(sections.get(i).replace(ITEM, "")).append(":\n");
      }
      boolean opensItem =
          shared < sections.size() && sections.get(sections.size() - 1).endsWith(ITEM);
      String indentation = indentation(sections);
      String lead =
          first || opensItem
              ? indentation.substring(0, indentation.length() - 2) + "- "
              : indentation;
      text.append(lead).append(name).append(": ").append(key.getValue());
      String note = notes.get(key.getKey());
      text.append(note == null ? "" : "  # " + note).append('\n');
      open = sections;
      first = false;
    }
    return text.toString();
  }

  private static int shared(List<String> left, List<String> right) {
    int shared = 0;
    while (shared < left.size()
        && shared < right.size()
        && left.get(shared).equals(right.get(shared))) {
      shared++;
    }
    return shared;
  }

  private static String indentation(List<String> sections) {
    long items = sections.stream().filter(section -> section.endsWith(ITEM)).count();
    return "  ".repeat(1 + sections.size() + (int) items);
  }

  /** Returns only what is said about it, for an API that cannot be written. */
  String commentText() {
    StringBuilder text = new StringBuilder();
    for (String comment : comments) {
      text.append("# ").append(comment.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ")).append('\n');
    }
    return text.toString();
  }
}
