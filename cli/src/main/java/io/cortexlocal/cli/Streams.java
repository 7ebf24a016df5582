package io.cortexlocal.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
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

  static Streams ofProcess() {
    return new Streams(
        System.in,
        writer(FileDescriptor.out),
        writer(FileDescriptor.err),
        Boolean.getBoolean("cortex.local.terminal"),
        System.getenv());
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(
            new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16),
            StandardCharsets.UTF_8));
  }
}
