package io.cortexlocal.cli.running;

import io.cortexlocal.cli.io.Streams;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** Ends the {@code up} of this folder, whether or not it has come up yet. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "End the up of this folder, with its cluster and all in it.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It has ended.",
      "1:Nothing runs in this folder, or it did not end.",
      "2:Wrong usage."
    })
public final class DownCommand implements Callable<Integer> {

  private static final long SECONDS = 60;
  private static final int FAILED = 1;

  private final Streams streams;

  /**
   * Creates the command.
   *
   * @param streams where to write
   */
  public DownCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    UpFolder folder = UpFolder.current(streams.environment());
    Optional<ProcessHandle> process = RunningUps.starting(folder).flatMap(ProcessMark::handle);
    if (process.isEmpty()) {
      return failed(
          "no cortex-local up runs in %s.\nTry: in the folder where up was started."
              .formatted(folder.folder()));
    }
    process.get().destroy();
    try {
      process.get().onExit().get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return failed(
          "process %d did not end within %d s. Try: kill -9 %d"
              .formatted(process.get().pid(), SECONDS, process.get().pid()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("interrupted");
    }
    streams.out().printf("Ended: process %d.%n", process.get().pid());
    return 0;
  }

  private int failed(String message) {
    streams.err().println("cortex-local: " + message);
    return FAILED;
  }
}
