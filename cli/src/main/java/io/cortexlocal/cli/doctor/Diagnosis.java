package io.cortexlocal.cli.doctor;

import io.cortexlocal.cluster.Requirement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a backend needs of this machine.
 *
 * @param backend its name
 */
record Diagnosis(String backend, List<Requirement> requirements) {

  /** Returns whether a cluster can run here. */
  boolean runs() {
    return requirements.stream().allMatch(Requirement::met);
  }

  /** Returns it for people. */
  String text() {
    int width = requirements.stream().mapToInt(one -> one.name().length()).max().orElse(0);
    return requirements.stream()
        .map(one -> row(one, width))
        .collect(
            Collectors.joining(
                "",
                "%s: %s%n".formatted(backend, runs() ? "can run here" : "cannot run here"),
                ""));
  }

  private static String row(Requirement one, int width) {
    String indent = " ".repeat("  missing  ".length() + width + 2);
    StringBuilder row = new StringBuilder();
    row.append(
        "  %-7s  %-"
            .concat(Math.max(width, 1) + "s  %s%n")
            .formatted(
                one.met() ? "ok" : "missing",
                one.name(),
                one.detail().replace("\n", "\n" + indent)));
    one.remedies().forEach(remedy -> row.append("%sTry: %s%n".formatted(indent, remedy)));
    return row.toString();
  }

  /** Returns it for programs. */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", backend);
    tree.put("runs", runs());
    tree.put("requirements", requirements.stream().map(Diagnosis::tree).toList());
    return tree;
  }

  private static Map<String, Object> tree(Requirement one) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", one.name());
    tree.put("met", one.met());
    tree.put("detail", one.detail());
    tree.put("try", one.remedies());
    return tree;
  }
}
