package io.cortexlocal.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and writes.
 *
 * @param terminal whether a person sees the output; the launcher says so with the system property
 *     {@code cortex.local.terminal}
 */
public record Streams(InputStream in, PrintWriter out, PrintWriter err, boolean terminal) {

  static Streams ofProcess() {
    return new Streams(
        System.in,
        writer(FileDescriptor.out),
        writer(FileDescriptor.err),
        Boolean.getBoolean("cortex.local.terminal"));
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(
            new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16),
            StandardCharsets.UTF_8));
  }
}
