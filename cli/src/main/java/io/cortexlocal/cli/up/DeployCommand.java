package io.cortexlocal.cli.up;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.running.OperatorClient;
import io.cortexlocal.cli.running.RunningCommand;
import io.cortexlocal.cli.running.RunningUp;
import io.cortexlocal.cli.running.UpClient;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deploys files into the {@code up} of this folder, and waits for their APIs. */
@Command(
    name = "deploy",
    mixinStandardHelpOptions = true,
    description = {
      "Deploy a file into the up of this folder, and wait until its APIs serve.",
      "",
      "Images are had as the cortex-local.yaml next to the file says, and else as those of the files",
      "that up was started with say."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The APIs serve.",
      "1:A file is broken, an API does not come up, or nothing runs here.",
      "2:Wrong usage."
    })
public final class DeployCommand extends RunningCommand {

  private static final int FAILED = 1;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "What is deployed. Default: cortex.yaml.")
  private List<Path> named = List.of();

  @Option(
      names = {"-f", "--force"},
      description = "Also APIs that are being updated.")
  private boolean force;

  /**
   * Creates the command.
   *
   * @param streams where to write
   */
  public DeployCommand(Streams streams) {
    super(streams);
  }

  @Override
  protected int act(RunningUp running, OperatorClient operator)
      throws IOException, InterruptedException {
    try {
      UpFiles files = UpFiles.read(UpFiles.named("deploy", named));
      RemoteDeployment deployment =
          new RemoteDeployment(
              operator,
              UpClient.of(running),
              Settings.ofThisProcess().get(CortexLocal.TIMEOUT),
              new Teller(streams(), Ticker.system()));
      return deployment.deploy(files.files(), force) ? 0 : FAILED;
    } catch (BrokenFilesException e) {
      e.report(streams());
    } catch (ImageException e) {
      streams().err().println("cortex-local: " + e.getMessage());
    }
    return FAILED;
  }
}
