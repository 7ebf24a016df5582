package io.cortexlocal.cli.running;

import io.cortexlocal.cli.io.Streams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes an API. */
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description = "Delete an API of this folder's up, as cortex delete does.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:It is done.", "1:Refused, or nothing runs here.", "2:Wrong usage."})
public final class DeleteCommand extends RunningCommand {

  @Parameters(index = "0", paramLabel = "API", description = "Its name.")
  private String api;

  @Option(
      names = {"-c", "--keep-cache"},
      description = "Keep what was deployed of it before.")
  private boolean keepCache;

  /**
   * Creates the command.
   *
   * @param streams where to write
   */
  public DeleteCommand(Streams streams) {
    super(streams);
  }

  @Override
  protected int act(RunningUp running, OperatorClient operator) {
    streams().out().println(operator.delete(api, keepCache));
    return 0;
  }
}
