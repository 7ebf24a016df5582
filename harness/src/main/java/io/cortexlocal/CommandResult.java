package io.cortexlocal;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/** What a command left behind that was run in a replica. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CommandResult {

  private final ExecResult result;

  CommandResult(ExecResult result) {
    this.result = result;
  }

  /** Returns the command's exit code; empty where the cluster did not tell it. */
  public OptionalInt exitCode() {
    return result.exitCode();
  }

  /** Returns the first MiB of what it wrote to its standard output. */
  public String output() {
    return result.output();
  }

  /** Returns the first MiB of what it wrote to its standard error. */
  public String error() {
    return result.error();
  }

  @Override
  public String toString() {
    return "exit code %s, output \"%s\", error \"%s\""
        .formatted(exitCode().isPresent() ? exitCode().getAsInt() : "unknown", output(), error());
  }
}
