package io.cortexlocal.cli;

import io.cortexlocal.cli.cluster.GetCommand;
import io.cortexlocal.cli.demo.DemoCommand;
import io.cortexlocal.cli.doctor.DoctorCommand;
import io.cortexlocal.cli.io.FlagVariables;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.running.DeleteCommand;
import io.cortexlocal.cli.running.DescribeCommand;
import io.cortexlocal.cli.running.DownCommand;
import io.cortexlocal.cli.running.EnvCommand;
import io.cortexlocal.cli.running.ExecCommand;
import io.cortexlocal.cli.running.LogsCommand;
import io.cortexlocal.cli.running.RefreshCommand;
import io.cortexlocal.cli.running.RequestCommand;
import io.cortexlocal.cli.running.ScaleCommand;
import io.cortexlocal.cli.running.StatusCommand;
import io.cortexlocal.cli.up.CiCommand;
import io.cortexlocal.cli.up.DeployCommand;
import io.cortexlocal.cli.up.UpCommand;
import io.cortexlocal.cli.validate.ValidateCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/** The subcommands by name. */
final class Subcommands {

  private static final String HELP = "help";

  private Subcommands() {}

  /** Returns what may be asked for. */
  static List<String> names() {
    List<String> names = new ArrayList<>(all().keySet());
    names.add(HELP);
    return names;
  }

  private static Map<String, Function<Streams, Object>> all() {
    Map<String, Function<Streams, Object>> commands = new LinkedHashMap<>();
    commands.put("demo", streams -> new DemoCommand(streams));
    commands.put("up", streams -> new UpCommand(streams));
    commands.put("env", streams -> new EnvCommand(streams));
    commands.put("status", streams -> new StatusCommand(streams));
    commands.put("deploy", streams -> new DeployCommand(streams));
    commands.put("refresh", streams -> new RefreshCommand(streams));
    commands.put("logs", streams -> new LogsCommand(streams));
    commands.put("describe", streams -> new DescribeCommand(streams));
    commands.put("request", streams -> new RequestCommand(streams));
    commands.put("scale", streams -> new ScaleCommand(streams));
    commands.put("exec", streams -> new ExecCommand(streams));
    commands.put("delete", streams -> new DeleteCommand(streams));
    commands.put("down", streams -> new DownCommand(streams));
    commands.put("ci", streams -> new CiCommand(streams));
    commands.put("doctor", streams -> new DoctorCommand(streams));
    commands.put("validate", ValidateCommand::new);
    commands.put("migrate", MigrateCommand::new);
    commands.put("explain", ExplainCommand::new);
    commands.put("schema", SchemaCommand::new);
    commands.put("get", streams -> new GetCommand(streams));
    commands.put(
        "completion", streams -> new CompletionCommand(streams, () -> commandLine(streams)));
    return commands;
  }

  /**
   * Returns a command line with the subcommand that is asked for, so that starting it does not pay
   * for the others; with all of them when none is.
   */
  static CommandLine commandLine(Streams streams, String... arguments) {
    CommandLine commandLine = new CommandLine(new Launcher());
    add(commandLine, streams, arguments);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    // An argument such as @body.json is the command's own to read, and is not one more of ours.
    commandLine.setExpandAtFiles(false);
    return commandLine;
  }

  private static void add(CommandLine commandLine, Streams streams, String... arguments) {
    Map<String, Function<Streams, Object>> commands = all();
    Function<Streams, Object> wanted = arguments.length == 0 ? null : commands.get(arguments[0]);
    if (wanted != null) {
      commandLine.addSubcommand(arguments[0], wanted.apply(streams));
    } else {
      commands.forEach((name, command) -> commandLine.addSubcommand(name, command.apply(streams)));
    }
    commandLine
        .getSubcommands()
        .values()
        .forEach(command -> FlagVariables.describe(command.getCommandSpec()));
    if (wanted == null) {
      commandLine.addSubcommand(new CommandLine.HelpCommand());
    }
  }
}
