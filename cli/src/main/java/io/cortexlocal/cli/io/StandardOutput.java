package io.cortexlocal.cli.io;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A print writer in UTF-8 that remembers why it could not write. */
final class StandardOutput extends PrintWriter {

  private static final int BUFFER = 1 << 16;

  private final Target target;

  private StandardOutput(Target target) {
    super(new OutputStreamWriter(new BufferedOutputStream(target, BUFFER), StandardCharsets.UTF_8));
    this.target = target;
  }

  static StandardOutput to(OutputStream stream) {
    return new StandardOutput(new Target(stream));
  }

  /** Writes bytes after what was printed. */
  void write(byte[] bytes) {
    flush();
    try {
      target.write(bytes, 0, bytes.length);
      target.flush();
    } catch (IOException e) {
      setError();
    }
  }

  /** Returns the first failure of a write. */
  Optional<IOException> failure() {
    return Optional.ofNullable(target.failure);
  }

  private static final class Target extends FilterOutputStream {

    private IOException failure;

    Target(OutputStream stream) {
      super(stream);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }
  }
}
