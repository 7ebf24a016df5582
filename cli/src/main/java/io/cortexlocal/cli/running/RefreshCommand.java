package io.cortexlocal.cli.running;

import io.cortexlocal.cli.io.Streams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has every replica of an API replaced. */
@Command(
    name = "refresh",
    mixinStandardHelpOptions = true,
    description = "Replace every replica of an API of this folder's up, as cortex refresh does.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:It is done.", "1:Refused, or nothing runs here.", "2:Wrong usage."})
public final class RefreshCommand extends RunningCommand {

  @Parameters(index = "0", paramLabel = "API", description = "Its name.")
  private String api;

  @Option(
      names = {"-f", "--force"},
      description = "Also while it is being updated.")
  private boolean force;

  /**
   * Creates the command.
   *
   * @param streams where to write
   */
  public RefreshCommand(Streams streams) {
    super(streams);
  }

  @Override
  protected int act(RunningUp running, OperatorClient operator) {
    streams().out().println(operator.refresh(api, force));
    return 0;
  }
}
