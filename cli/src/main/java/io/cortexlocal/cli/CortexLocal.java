package io.cortexlocal.cli;

import io.cortexlocal.cli.validate.ValidateCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code cortex-local}. */
@Command(
    name = "cortex-local",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "The cluster that Cortex users deploy to, on one machine.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ValidateCommand.class, ExplainCommand.class, SchemaCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Nothing to report.",
      "1:Findings, or a failed run.",
      "2:Wrong usage, an unreadable file, or an unfit environment."
    })
public final class CortexLocal implements Runnable {

  @Spec private CommandSpec spec;

  private CortexLocal() {}

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    Streams streams = Streams.ofProcess();
    int exitCode = execute(streams, arguments);
    streams.out().flush();
    streams.err().flush();
    System.exit(exitCode);
  }

  /**
   * Runs the command.
   *
   * @return the exit code
   */
  public static int execute(Streams streams, String... arguments) {
    CommandLine commandLine = new CommandLine(new CortexLocal(), new StreamsFactory(streams));
    commandLine.setOut(streams.out());
    commandLine.setErr(streams.err());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          if (exception instanceof UsageException) {
            streams.err().println("cortex-local: " + exception.getMessage());
            return CommandLine.ExitCode.USAGE;
          }
          throw exception;
        });
    try {
      return commandLine.execute(arguments);
    } finally {
      streams.out().flush();
      streams.err().flush();
    }
  }

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    spec.commandLine().usage(out);
  }
}
