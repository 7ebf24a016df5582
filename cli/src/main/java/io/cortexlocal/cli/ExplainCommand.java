package io.cortexlocal.cli;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.validate.RuleNames;
import io.cortexlocal.config.schema.Rule;
import io.cortexlocal.config.schema.RuleUses;
import io.cortexlocal.config.schema.Rules;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what a rule is about. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Explain a rule by its kind; without a kind, list all rules.")
final class ExplainCommand implements Callable<Integer> {

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
    explain(RuleNames.find(kind, ""), streams.out());
    return 0;
  }

  private static void explain(Rule rule, PrintWriter out) {
    out.println(rule.kind() + ": " + rule.title());
    out.println();
    out.println(rule.documentation());
    out.println();
    out.println(
        switch (rule.severity()) {
          case ERROR -> "Severity: error, Cortex refuses the file.";
          case WARNING ->
              "Severity: warning of Cortex Local, Cortex says nothing. Silence it with --ignore "
                  + rule.kind()
                  + ".";
          case NOTE ->
              "Severity: note of Cortex Local, outside of --strict. Fail on it with --fail-on "
                  + rule.kind()
                  + ".";
        });
    out.println("Message:  " + rule.template().replace("{}", "…"));
    List<String> uses = RuleUses.of(rule);
    if (!uses.isEmpty()) {
      out.println("Keys:     " + String.join("\n          ", uses));
    }
  }
}
