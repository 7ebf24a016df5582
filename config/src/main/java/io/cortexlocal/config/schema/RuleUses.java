package io.cortexlocal.config.schema;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.schema.ValueType.Decimal;
import io.cortexlocal.config.schema.ValueType.Section;
import io.cortexlocal.config.schema.ValueType.Sections;
import io.cortexlocal.config.schema.ValueType.Text;
import io.cortexlocal.config.schema.ValueType.TextMap;
import io.cortexlocal.config.schema.ValueType.Texts;
import io.cortexlocal.config.schema.ValueType.Whole;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the keys at which a rule of the table can be broken. */
public final class RuleUses {

  private final Rule rule;
  private final Set<String> paths = new LinkedHashSet<>();

  private RuleUses(Rule rule) {
    this.rule = rule;
  }

  /** Returns key paths such as {@code pod.containers[].image}, in the order of the table. */
  public static List<String> of(Rule rule) {
    RuleUses uses = new RuleUses(rule);
    for (ApiKind kind : ApiKind.values()) {
      uses.visit(CortexSchema.API, kind, "");
    }
    return new ArrayList<>(uses.paths);
  }

  private void visit(Section section, ApiKind kind, String prefix) {
    for (Field field : section.fields(kind)) {
      String path = prefix + field.name();
      if (presenceRules(field).contains(rule) || typeRules(field.type()).contains(rule)) {
        paths.add(path);
      }
      if (field.type() instanceof Section inner) {
        visit(inner, kind, path + ".");
      } else if (field.type() instanceof Sections inner) {
        visit(inner.element(), kind, path + "[].");
      }
    }
  }

  private static Set<Rule> presenceRules(Field field) {
    return switch (field.presence()) {
      case REQUIRED -> Set.of(Rules.MUST_BE_DEFINED, Rules.CANNOT_BE_NULL);
      case REQUIRED_NULL_IS_EMPTY -> Set.of(Rules.MUST_BE_DEFINED);
      case NULLABLE -> Set.of();
      case OPTIONAL ->
          Set.of(
              field.type() instanceof Section
                  ? Rules.CANNOT_BE_EMPTY_OR_NULL
                  : Rules.CANNOT_BE_NULL);
    };
  }

  private static Set<Rule> typeRules(ValueType type) {
    Set<Rule> rules = new LinkedHashSet<>();
    rules.add(Rules.INVALID_TYPE);
    if (type instanceof Section) {
      rules.add(Rules.UNSUPPORTED_KEY);
    } else if (type instanceof Sections sections) {
      rules.addAll(Set.of(Rules.UNSUPPORTED_KEY, Rules.CANNOT_BE_EMPTY_OR_NULL));
      if (sections.minimum() > 0) {
        rules.add(Rules.TOO_FEW_ELEMENTS);
      }
    } else if (type instanceof Text text) {
      addTextRules(text, true, rules);
    } else if (type instanceof Texts texts) {
      addTextRules(texts.element(), !texts.emptyAllowed(), rules);
    } else if (type instanceof TextMap) {
      rules.add(Rules.RESERVED_ENV);
    } else if (type instanceof Whole whole) {
      whole.above().ifPresent(limit -> rules.add(Rules.GREATER_THAN));
      whole.from().ifPresent(limit -> rules.add(Rules.AT_LEAST));
      whole.to().ifPresent(limit -> rules.add(Rules.AT_MOST));
      if (!whole.reserved().isEmpty()) {
        rules.add(Rules.DISALLOWED_VALUE);
      }
    } else if (type instanceof Decimal decimal) {
      decimal.above().ifPresent(limit -> rules.add(Rules.GREATER_THAN));
      decimal.from().ifPresent(limit -> rules.add(Rules.AT_LEAST));
      decimal.below().ifPresent(limit -> rules.add(Rules.LESS_THAN));
    }
    return rules;
  }

  private static void addTextRules(Text text, boolean notEmpty, Set<Rule> rules) {
    rules.add(Rules.REFERENCE);
    if (notEmpty) {
      rules.add(Rules.CANNOT_BE_EMPTY);
    }
    text.checks().forEach(check -> rules.add(check.rule()));
    rules.addAll(
        switch (text.format()) {
          case PLAIN -> Set.of();
          case DURATION -> Set.of(Rules.INVALID_DURATION, Rules.AT_LEAST);
          case TICKS -> Set.of(Rules.INVALID_DURATION, Rules.AT_LEAST, Rules.NOT_A_MULTIPLE);
          case QUANTITY -> Set.of(Rules.INVALID_QUANTITY, Rules.AT_LEAST);
        });
  }
}
