package io.cortexlocal.cli.io;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a command reads and writes.
 *
 * @param terminal whether a person sees the output; the launcher says so with the system property
 *     {@code cortex.local.terminal}
 * @param environment the process's environment variables
 */
public record Streams(
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    boolean terminal,
    Map<String, String> environment) {

  public Streams {
    environment = Map.copyOf(environment);
  }

  public static Streams ofProcess() {
    return new Streams(
        System.in,
        writer(new FileOutputStream(FileDescriptor.out)),
        writer(new FileOutputStream(FileDescriptor.err)),
        Boolean.getBoolean("cortex.local.terminal"),
        System.getenv());
  }

  /** Returns a writer in UTF-8 that knows why it failed, which {@link #check} says. */
  public static PrintWriter writer(OutputStream stream) {
    return StandardOutput.to(stream);
  }

  /** Writes bytes to standard output as they are. */
  public void write(byte[] bytes) {
    if (out instanceof StandardOutput output) {
      output.write(bytes);
    } else {
      // a writer of somebody else's takes text alone
      out.print(new String(bytes, StandardCharsets.UTF_8));
      out.flush();
    }
  }

  /**
   * Checks that standard output took everything so far.
   *
   * @throws OutputException when it did not
   */
  public void check() {
    if (out.checkError()) {
      String reason =
          out instanceof StandardOutput output
              ? output.failure().map(e -> String.valueOf(e.getMessage())).orElse("it is closed")
              : "it is closed";
      throw new OutputException(
          "cannot write to standard output: " + reason, reason.equals("Broken pipe"));
    }
  }
}
