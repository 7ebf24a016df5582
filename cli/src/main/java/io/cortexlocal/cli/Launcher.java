package io.cortexlocal.cli;

import io.cortexlocal.cli.io.FlagVariables;
import io.cortexlocal.cli.io.OutputException;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cli.io.Version;
import io.cortexlocal.cli.validate.Validation;
import io.cortexlocal.spelling.Spelling;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Nothing to report.",
      "1:Findings, or a failed run.",
      "2:Wrong usage, an unreadable file, an output that takes no more, or an unfit environment."
    })
public final class Launcher implements Runnable {

  private static final int USAGE = 2;

  /** What shells report of a program that wrote into a pipe which nobody reads any more. */
  private static final int PIPE_CLOSED = 128 + 13;

  @Spec private CommandSpec spec;

  Launcher() {}

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    Streams streams = Streams.ofProcess();
    int exitCode = execute(streams, arguments);
    System.exit(exitCode);
  }

  /**
   * Runs the command.
   *
   * @return the exit code
   */
  public static int execute(Streams streams, String... arguments) {
    try {
      Optional<Validation> simple = simpleValidation(streams, arguments);
      int exitCode = simple.isPresent() ? simple.get().run() : parse(streams, arguments);
      streams.check();
      return exitCode;
    } catch (OutputException e) {
      return e.isClosed() ? PIPE_CLOSED : refuse(streams, e);
    } catch (UsageException e) {
      return refuse(streams, e);
    } catch (IOException e) {
      streams.err().println("cortex-local: cannot write the report: " + e.getMessage());
      return USAGE;
    } catch (OutOfMemoryError e) {
      streams.err().println("cortex-local: out of memory; a smaller file or a larger -Xmx helps");
      return USAGE;
    } finally {
      streams.out().flush();
      streams.err().flush();
    }
  }

  private static void refuseUnknownCommand(String... arguments) {
    if (arguments.length == 0
        || arguments[0].startsWith("-")
        || Subcommands.names().contains(arguments[0])) {
      return;
    }
    String problem = "there is no command \"" + arguments[0] + "\"";
    throw new UsageException(
        problem
            + Spelling.closest(arguments[0], Subcommands.names())
                .map(other -> "; did you mean \"" + other + "\"?")
                .orElse("; there are " + String.join(", ", Subcommands.names())));
  }

  private static Optional<Validation> simpleValidation(Streams streams, String... arguments) {
    List<String> all = List.of(arguments);
    return !all.isEmpty() && all.get(0).equals("validate") && !hasFlagVariables(streams)
        ? Validation.ofSimpleArguments(streams, all.subList(1, all.size()))
        : Optional.empty();
  }

  /** Without the class that reads them: a start pays for each. */
  private static boolean hasFlagVariables(Streams streams) {
    for (String name : streams.environment().keySet()) {
      if (name.startsWith(FlagVariables.PREFIX)) {
        return true;
      }
    }
    return false;
  }

  private static int parse(Streams streams, String... arguments) throws IOException {
    refuseUnknownCommand(arguments);
    AtomicReference<Exception> failure = new AtomicReference<>();
    CommandLine commandLine = Subcommands.commandLine(streams, arguments);
    commandLine.setOut(streams.out());
    commandLine.setErr(streams.err());
    commandLine.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          failure.set(exception);
          return USAGE;
        });
    FlagVariables variables =
        FlagVariables.read(
            () -> Subcommands.commandLine(streams, arguments), streams.environment(), arguments);
    int exitCode = commandLine.execute(variables.arguments());
    if (failure.get() instanceof UsageException e) {
      throw new UsageException(variables.explain(e.getMessage()));
    }
    if (failure.get() instanceof IOException e) {
      throw e;
    }
    if (failure.get() instanceof RuntimeException e) {
      throw e;
    }
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
    return exitCode;
  }

  private static int refuse(Streams streams, RuntimeException e) {
    streams.err().println("cortex-local: " + e.getMessage());
    return USAGE;
  }

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    spec.commandLine().usage(out);
  }
}
