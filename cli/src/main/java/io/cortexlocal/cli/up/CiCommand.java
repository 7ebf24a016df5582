package io.cortexlocal.cli.up;

import io.cortexlocal.Backends;
import io.cortexlocal.cli.ci.CiOutput;
import io.cortexlocal.cli.ci.CiResult;
import io.cortexlocal.cli.ci.SmokeFile;
import io.cortexlocal.cli.ci.SmokeRequest;
import io.cortexlocal.cli.doctor.SettingsHelp;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cli.running.UpClaim;
import io.cortexlocal.cli.running.UpFolder;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.deploy.DeployException;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.operator.Operator;
import io.cortexlocal.settings.SettingException;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts a cluster for one run of a command, and ends by itself. */
@Command(
    name = "ci",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis =
        "cortex-local ci [--smoke FILE] [--output DIR] [--timeout S] [--backend NAME]"
            + " [cortex.yaml…] [-- COMMAND…]",
    description = {
      "Start a cluster, deploy to it, wait until all APIs serve, send smoke requests, run a command,",
      "and end all of it.",
      "",
      "The command's environment has CORTEX_LOCAL_URL, the gateway's address, one variable for each",
      "API, such as CORTEX_LOCAL_URL_HELLO_WORLD, and what cortex-local env prints.",
      "",
      "A file of smoke requests is a list, of which only api has to be said:",
      "",
      "  - api: hello-world",
      "    path: /greet?to=you",
      "    method: POST",
      "    headers: {Content-Type: application/json}",
      "    body: '{\"to\": \"you\"}'",
      "    status: 200",
      "    contains: you",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The APIs serve, and all that was tried passed.",
      "1:A file is broken, an API does not serve, a request or the command failed, or it took longer"
          + " than --timeout.",
      "2:Wrong usage, or this machine lacks something."
    })
public final class CiCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final Duration GRACE = Duration.ofSeconds(60);

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "What is deployed, up to --. Default: cortex.yaml. After --: the command.")
  private List<String> arguments = List.of();

  @Option(names = "--smoke", paramLabel = "FILE", description = "Requests that are sent first.")
  private Optional<Path> smoke = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where logs, events, timelines and junit.xml are written. Default: nowhere.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "For all of it. Default: ${DEFAULT-VALUE}.")
  private long seconds = 900;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "embedded or k3s. Default: embedded where it can run, else k3s.")
  private Optional<String> backend = Optional.empty();

  @Spec private CommandSpec spec;

  private final Streams streams;

  /**
   * Creates the command.
   *
   * @param streams where to write
   */
  public CiCommand(Streams streams) {
    this.streams = streams;
  }

  @Spec
  void describe(CommandSpec described) {
    SettingsHelp.add(described, () -> Backends.settings(backend.orElse("embedded")));
  }

  @Override
  public Integer call() throws IOException {
    Teller teller = new Teller(streams, Ticker.system());
    try {
      return run(teller);
    } catch (BrokenFilesException e) {
      e.report(streams);
    } catch (SettingException e) {
      throw new UsageException(e.getMessage());
    } catch (ClusterException | DeployException | ImageException e) {
      teller.wrong(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      teller.wrong("interrupted");
    }
    return FAILED;
  }

  /** Returns how many of the arguments are the command's. */
  private int ofCommand() {
    List<String> all = spec.commandLine().getParseResult().originalArgs();
    int end = all.indexOf("--");
    return end < 0 ? 0 : all.size() - end - 1;
  }

  private int run(Teller teller) throws IOException, InterruptedException {
    if (seconds < 1) {
      throw new UsageException("--timeout: expected 1 or more seconds, but it is " + seconds);
    }
    int end = arguments.size() - ofCommand();
    List<Path> named = arguments.subList(0, end).stream().map(Path::of).toList();
    List<String> command = arguments.subList(end, arguments.size());
    UpFolder folder = UpFolder.current(streams.environment());
    UpFiles files = UpFiles.read(UpFiles.named("ci", named));
    List<String> apis =
        files.apis().stream().filter(Operator::deploys).map(ApiConfig::name).toList();
    List<SmokeRequest> requests = smoke.map(file -> SmokeFile.read(file, apis)).orElse(List.of());
    Optional<CiOutput> directory = output.map(CiOutput::in);
    Settings settings = UpBackend.choose(backend, Settings.ofThisProcess(), streams, teller);
    files.requireDeployable(settings);
    UpClaim claim =
        UpClaim.take(folder)
            .orElseThrow(
                () ->
                    new UsageException(
                        """
                        cortex-local up runs in this folder already: %s
                        Try: cortex-local down first, or ci in another folder"""
                            .formatted(folder.folder())));
    return run(teller, settings, folder, files, new CiPlan(requests, command, directory), claim);
  }

  private int run(
      Teller teller, Settings settings, UpFolder folder, UpFiles files, CiPlan plan, UpClaim claim)
      throws IOException, InterruptedException {
    Phase phase = new Phase();
    Ci ci = new Ci(teller, settings, folder, files, plan, phase, streams.environment());
    Runtime.getRuntime().addShutdownHook(new Thread(ci::close, "end-of-ci"));
    Runnable halt =
        () -> {
          teller.wrong("and it did not end within %d s: %s".formatted(GRACE.toSeconds(), phase));
          Runtime.getRuntime().halt(FAILED);
        };
    List<CiResult> late = new ArrayList<>();
    try (TotalTimeout total =
        TotalTimeout.start(Duration.ofSeconds(seconds), phase::toString, GRACE, halt)) {
      try {
        return ci.run(claim) ? 0 : FAILED;
      } catch (InterruptedException | RuntimeException e) {
        if (total.waitedFor().isEmpty()) {
          throw e;
        }
        String problem =
            "it was not done within %d s, and waited for %s"
                .formatted(seconds, total.waitedFor().get());
        teller.wrong(problem);
        late.add(
            new CiResult("total", "timeout", Duration.ofSeconds(seconds), Optional.of(problem)));
        return FAILED;
      } finally {
        // An interrupted thread can write no file.
        boolean interrupted = Thread.interrupted();
        late.addAll(0, ci.results());
        if (plan.output().isPresent()) {
          plan.output().get().results(late);
        }
        ci.close();
        teller.say("the cluster has ended");
        if (interrupted && total.waitedFor().isEmpty()) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
