package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.schema.CortexText;
import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.config.schema.Violation;
import io.cortexlocal.spelling.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Cortex checks of a TrafficSplitter after its keys are fine one by one. */
final class SplitterChecks {

  private final Report report;
  private final TargetNames names;

  /**
   * @param names the names of the file's APIs
   */
  SplitterChecks(Report report, TargetNames names) {
    this.report = report;
    this.names = names;
  }

  void check(CheckedApi api) {
    if (!api.values().find("apis", List.class).isPresent()) {
      return;
    }
    List<SectionValue> targets = api.values().sections("apis");
    checkWeights(api, targets);
    checkUnique(api, targets);
    checkShadows(api, targets);
    checkTargets(api, targets);
  }

  private void checkWeights(CheckedApi api, List<SectionValue> targets) {
    long sum = 0;
    for (SectionValue target : targets) {
      if (!target.isComplete()) {
        return;
      }
      sum += isShadow(target) ? 0 : target.whole("weight");
    }
    if (sum != 100) {
      report.semanticError(
          api.values().locationOf("apis"), Rules.SPLITTER_WEIGHT, Long.toString(sum));
    }
  }

  private void checkUnique(CheckedApi api, List<SectionValue> targets) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (SectionValue target : targets) {
      target.find("name", String.class).ifPresent(name -> counts.merge(name, 1, Integer::sum));
    }
    List<String> repeated = new ArrayList<>();
    counts.forEach(
        (name, count) -> {
          if (count > 1) {
            repeated.add(name);
          }
        });
    if (!repeated.isEmpty()) {
      SectionValue second =
          targets.stream()
              .filter(target -> repeated.get(0).equals(target.text("name")))
              .skip(1)
              .findFirst()
              .orElseThrow();
      Location name = second.locationOf("name");
      report.semanticError(
          api.values().locationOf("apis").at(name.span()).withPathOf(name),
          Rules.SPLITTER_NOT_UNIQUE,
          (repeated.size() == 1 ? "api" : "apis") + " not unique: " + doubleSpaced(repeated));
    }
  }

  /** Joins names as Cortex does: two spaces stand before the last one. */
  private static String doubleSpaced(List<String> names) {
    return CortexText.list(names, "");
  }

  private void checkShadows(CheckedApi api, List<SectionValue> targets) {
    List<SectionValue> shadows = targets.stream().filter(SplitterChecks::isShadow).toList();
    if (shadows.size() > 1) {
      report.semanticError(
          api.location().labelled(shadows.get(1).locationOf("shadow")), Rules.SPLITTER_SHADOWS);
    }
  }

  private void checkTargets(CheckedApi api, List<SectionValue> targets) {
    List<SectionValue> missing =
        targets.stream()
            .filter(target -> target.find("name", String.class).isPresent())
            .filter(target -> isMissing(target.text("name")))
            .toList();
    if (!missing.isEmpty()) {
      List<String> missingNames = missing.stream().map(target -> target.text("name")).toList();
      boolean one = missingNames.size() == 1;
      Violation violation =
          new Violation(
              Rules.SPLITTER_TARGET,
              List.of(
                  (one ? "api " : "apis ")
                      + CortexText.list(missingNames, "and")
                      + (one ? " was either" : " were either"),
                  one ? "is not a RealtimeAPI" : "are not RealtimeAPIs"),
              suggestion(api, missingNames.get(0)));
      report.semanticError(api.location().labelled(missing.get(0).locationOf("name")), violation);
    }
  }

  private boolean isMissing(String target) {
    return names.isOfAnotherKind(target) || (names.hasRealtimeApis() && names.isElsewhere(target));
  }

  private Optional<String> suggestion(CheckedApi splitter, String target) {
    Optional<ApiKind> kind = names.otherKind(target);
    if (splitter.name().equals(Optional.of(target))) {
      return Optional.of("a TrafficSplitter cannot be its own target; name RealtimeAPIs");
    }
    if (kind.isPresent()) {
      return Optional.of(
          "%s is in this file as %s; the targets of a TrafficSplitter are RealtimeAPIs"
              .formatted(target, kind.get().text()));
    }
    return Spelling.closest(target, names.realtimeApis())
        .map(name -> "did you mean \"" + name + "\"?");
  }

  private static boolean isShadow(SectionValue target) {
    return target.find("shadow", Boolean.class).orElse(false);
  }

  static Optional<String> targetName(SectionValue target) {
    return target.find("name", String.class);
  }
}
