package io.cortexlocal.cli.running;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** Finds the {@code up} of a folder. */
public final class RunningUps {

  private RunningUps() {}

  /** Returns the one that runs; empty when none does, or it is not there yet. */
  public static Optional<RunningUp> find(UpFolder folder) {
    return UpClaim.owner(folder)
        .flatMap(
            owner -> {
              try {
                return RunningUp.parse(Files.readString(folder.stateFile()))
                    .filter(running -> running.process().equals(owner));
              } catch (IOException e) {
                return Optional.empty();
              }
            });
  }

  /**
   * Returns the one that runs.
   *
   * @throws NothingRunsException when there is none, with what to try
   */
  public static RunningUp require(UpFolder folder) {
    Optional<RunningUp> running = find(folder);
    if (running.isPresent()) {
      return running.get();
    }
    throw new NothingRunsException(
        starting(folder)
            .map(
                process ->
                    "cortex-local up is still starting in %s (process %d).\nTry: this command again when it has said its URLs."
                        .formatted(folder.folder(), process.pid()))
            .orElse(
                "no cortex-local up runs in %s.\nTry: cortex-local up here, in another terminal."
                    .formatted(folder.folder())));
  }

  /** Returns the process that has the folder, whether or not its cluster is there yet. */
  public static Optional<ProcessMark> starting(UpFolder folder) {
    return UpClaim.owner(folder);
  }
}
