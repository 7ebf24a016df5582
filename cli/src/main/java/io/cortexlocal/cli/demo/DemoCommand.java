package io.cortexlocal.cli.demo;

import io.cortexlocal.Backends;
import io.cortexlocal.cli.doctor.SettingsHelp;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what Cortex Local does, with the example {@code chained} of the checkout. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Start a cluster without Docker, deploy two chained APIs, and send them requests.",
      "",
      "Prints what happened. Nothing of the cluster is left afterwards; programs that it",
      "needs are installed first where they are missing (as root on Debian), and stay."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:All of it went as it should.",
      "1:Something did not; the evidence is printed.",
      "2:Wrong usage, or this machine lacks something."
    })
public final class DemoCommand implements Callable<Integer> {

  /** The system property by which the launcher names the checkout. */
  public static final String HOME = "cortex.local.home";

  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

  @Option(names = "--hold", description = "Keep the cluster until Enter, or until the input ends.")
  private boolean hold;

  @Option(names = "--verbose", description = "Show what the cluster logs too.")
  private boolean verbose;

  private final Streams streams;

  /**
   * Creates the command.
   *
   * @param streams where to read and write
   */
  public DemoCommand(Streams streams) {
    this.streams = streams;
  }

  @Spec
  void describe(CommandSpec spec) {
    SettingsHelp.add(spec, () -> Backends.settings(Demo.BACKEND));
  }

  @Override
  public Integer call() {
    if (verbose) {
      System.setProperty(LOG_LEVEL, "info");
    }
    return new Demo(streams, example(), hold).run();
  }

  private static Path example() {
    String home = System.getProperty(HOME);
    if (home == null) {
      throw new UsageException(
          "the demo takes its APIs from the checkout: start it with ./cortex-local demo");
    }
    Path file = Path.of(home, "examples", "chained", "cortex.yaml");
    if (!Files.isRegularFile(file)) {
      throw new UsageException("the demo needs " + file + ", which is not there");
    }
    return file;
  }
}
