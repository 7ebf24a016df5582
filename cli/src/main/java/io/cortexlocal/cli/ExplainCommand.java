package io.cortexlocal.cli;

import io.cortexlocal.config.Severity;
import io.cortexlocal.config.schema.Rule;
import io.cortexlocal.config.schema.RuleUses;
import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.spelling.Spelling;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what a rule is about. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Explain a rule by its kind; without a kind, list all rules.")
final class ExplainCommand implements Callable<Integer> {

  private static final String OWN = "cortex-local.";

  @Parameters(
      arity = "0..1",
      paramLabel = "KIND",
      description = {
        "The kind of a finding, such as configreader.must_be_defined.",
        "The cortex-local. in front of a warning's kind can be left out."
      })
  private String kind;

  private final Streams streams;

  ExplainCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    if (kind == null) {
      for (Rule rule : Rules.all()) {
        streams.out().println(rule.kind() + "  " + rule.title());
      }
      return 0;
    }
    Optional<Rule> rule = Rules.find(kind).or(() -> Rules.find(OWN + kind));
    explain(rule.orElseThrow(() -> unknown(kind)), streams.out());
    return 0;
  }

  private static UsageException unknown(String kind) {
    List<String> kinds = new ArrayList<>(Rules.all().stream().map(Rule::kind).toList());
    Rules.all().stream()
        .map(Rule::kind)
        .filter(own -> own.startsWith(OWN))
        .map(own -> own.substring(OWN.length()))
        .forEach(kinds::add);
    Optional<String> meant = Spelling.closest(kind, kinds);
    return new UsageException(
        "there is no rule \""
            + kind
            + "\""
            + meant.map(other -> "; did you mean \"" + other + "\"?").orElse("")
            + " (cortex-local explain lists all)");
  }

  private static void explain(Rule rule, PrintWriter out) {
    boolean error = rule.severity() == Severity.ERROR;
    out.println(rule.kind() + ": " + rule.title());
    out.println();
    out.println(rule.documentation());
    out.println();
    out.println(
        error
            ? "Severity: error, Cortex refuses the file."
            : "Severity: warning of Cortex Local, Cortex says nothing. Silence it with --ignore "
                + rule.kind()
                + ".");
    out.println("Message:  " + rule.template().replace("{}", "…"));
    List<String> uses = RuleUses.of(rule);
    if (!uses.isEmpty()) {
      out.println("Keys:     " + String.join("\n          ", uses));
    }
  }
}
