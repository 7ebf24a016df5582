package io.cortexlocal.cli.validate;

import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.config.schema.Rule;
import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.spelling.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds rules by what users call them: the kind, or a warning's kind without its prefix. */
public final class RuleNames {

  private static final String OWN = "cortex-local.";

  private RuleNames() {}

  /**
   * Returns the rule of a name.
   *
   * @param context what the message starts with
   * @throws UsageException when there is none; it says which one may be meant
   */
  public static Rule find(String name, String context) {
    return Rules.find(name)
        .or(() -> Rules.find(OWN + name))
        .orElseThrow(() -> unknown(name, context));
  }

  private static UsageException unknown(String name, String context) {
    List<String> names = new ArrayList<>(Rules.all().stream().map(Rule::kind).toList());
    Rules.all().stream()
        .map(Rule::kind)
        .filter(own -> own.startsWith(OWN))
        .map(own -> own.substring(OWN.length()))
        .forEach(names::add);
    Optional<String> meant = Spelling.closest(name, names);
    return new UsageException(
        context
            + "there is no rule \""
            + name
            + "\""
            + meant.map(other -> "; did you mean \"" + other + "\"?").orElse("")
            + " (cortex-local explain lists all)");
  }
}
