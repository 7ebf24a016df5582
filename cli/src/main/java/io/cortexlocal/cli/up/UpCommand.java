package io.cortexlocal.cli.up;

import io.cortexlocal.Backends;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.cli.doctor.SettingsHelp;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cli.running.NothingRunsException;
import io.cortexlocal.cli.running.OperatorClient;
import io.cortexlocal.cli.running.OperatorRefusal;
import io.cortexlocal.cli.running.RunningUp;
import io.cortexlocal.cli.running.RunningUps;
import io.cortexlocal.cli.running.UpClaim;
import io.cortexlocal.cli.running.UpClient;
import io.cortexlocal.cli.running.UpFolder;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.deploy.DeployException;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.settings.SettingException;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts a cluster for a folder, deploys to it, and keeps it until Ctrl-C. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Start a cluster, deploy to it, and keep it until Ctrl-C.",
      "",
      "Shows how each API comes up, and its URL. Ctrl-C ends all of it. The cluster answers",
      "Cortex's own CLI too: eval \"$(cortex-local env)\"."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The APIs were deployed into the up that runs here already; with --detach: they serve.",
      "1:A file is broken, or the cluster failed; with --detach: or an API does not serve.",
      "2:Wrong usage, or this machine lacks something.",
      "130/143:Ended by Ctrl-C, or by cortex-local down."
    })
public final class UpCommand implements Callable<Integer> {

  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";
  private static final int FAILED = 1;
  private static final String DETACH = "--detach";
  private static final String LOG = "--log";

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "What is deployed. Default: cortex.yaml.")
  private List<Path> named = List.of();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "embedded or k3s. Default: embedded where it can run, else k3s.")
  private Optional<String> backend = Optional.empty();

  @Option(
      names = "--operator-port",
      paramLabel = "PORT",
      description = "Where Cortex's CLI is answered. Default: any port that is free.")
  private int port;

  @Option(
      names = "--watch",
      description = {
        "Deploy what you save: cortex.yaml, cortex-local.yaml and its env_files, and files of the",
        "directories that images are made of. Default on a terminal."
      })
  private boolean watch;

  @Option(names = "--no-watch", description = "Do not. Default elsewhere.")
  private boolean noWatch;

  @Option(
      names = DETACH,
      description = {
        "Let it go on in the background, once the APIs serve or one does not, until",
        "cortex-local down. Its log is where cortex-local status says."
      })
  private boolean detach;

  @Option(names = LOG, paramLabel = "FILE", hidden = true)
  private Optional<Path> log = Optional.empty();

  @Option(names = "--verbose", description = "Show what the cluster logs too.")
  private boolean verbose;

  private final Streams streams;

  /**
   * Creates the command.
   *
   * @param streams where to write
   */
  public UpCommand(Streams streams) {
    this.streams = streams;
  }

  @Spec
  void describe(CommandSpec spec) {
    SettingsHelp.add(spec, () -> Backends.settings(backend.orElse("embedded")));
  }

  @Override
  public Integer call() throws IOException {
    if (verbose) {
      System.setProperty(LOG_LEVEL, "info");
    }
    if (port < 0 || port > 65_535) {
      throw new UsageException("--operator-port: expected 0 to 65535, but it is " + port);
    }
    if (watch && noWatch) {
      throw new UsageException("--watch and --no-watch exclude each other");
    }
    Teller teller = new Teller(streams, Ticker.system());
    try {
      return run(teller);
    } catch (BrokenFilesException e) {
      e.report(streams);
    } catch (SettingException e) {
      throw new UsageException(e.getMessage());
    } catch (ClusterException
        | DeployException
        | ImageException
        | OperatorRefusal
        | NothingRunsException e) {
      teller.wrong(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      teller.wrong("interrupted");
    }
    return FAILED;
  }

  private int run(Teller teller) throws IOException, InterruptedException {
    UpFolder folder = UpFolder.current(streams.environment());
    UpFiles files = UpFiles.read(UpFiles.named("up", named));
    Optional<RunningUp> running = RunningUps.find(folder);
    if (running.isPresent()) {
      return redeploy(running.get(), files, teller);
    }
    // The one in the background has a log, whichever way the flag was written.
    if (detach && log.isEmpty()) {
      return detach(folder, teller);
    }
    Settings settings = UpBackend.choose(backend, Settings.ofThisProcess(), streams, teller);
    files.requireDeployable(settings);
    Optional<UpClaim> claim = UpClaim.take(folder);
    if (claim.isEmpty()) {
      throw new UsageException(
          """
          cortex-local up runs in this folder already: %s
          Try: this again when it has said its URLs, or cortex-local down"""
              .formatted(folder.folder()));
    }
    try (Up up = new Up(streams, teller, settings, folder, files, watches())) {
      Runtime.getRuntime().addShutdownHook(new Thread(up::end, "end-of-up"));
      up.run(claim.get(), port, log);
    }
    return FAILED;
  }

  private int detach(UpFolder folder, Teller teller) throws IOException, InterruptedException {
    Detached detached = Detached.start(folder, DETACH, LOG);
    Optional<Boolean> serving = detached.await(teller::asItIs);
    if (serving.isEmpty()) {
      return detached.exitCode();
    }
    teller.plain(
        "It goes on in the background (process %d), until cortex-local down; its log: %s"
            .formatted(detached.pid(), detached.log()));
    return serving.get() ? 0 : FAILED;
  }

  private boolean watches() {
    return watch || (streams.terminal() && !noWatch);
  }

  private int redeploy(RunningUp running, UpFiles files, Teller teller)
      throws InterruptedException {
    teller.plain(
        "cortex-local up runs in this folder (process %d), and these are deployed into it"
            .formatted(running.process().pid()));
    if (backend.isPresent() || port != 0) {
      teller.plain("--backend and --operator-port have no effect on the one that runs");
    }
    RemoteDeployment deployment =
        new RemoteDeployment(
            OperatorClient.of(running),
            UpClient.of(running),
            Settings.ofThisProcess().get(CortexLocal.TIMEOUT),
            teller);
    return deployment.deploy(files.files(), true) ? 0 : FAILED;
  }
}
