package io.cortexlocal.stream;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Takes any number of bytes, keeps the first ones, and forgets the others. Safe for use by several
 * threads.
 */
public final class FirstBytes extends OutputStream {

  private final int most;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  /**
   * Creates it empty.
   *
   * @param most how many bytes are kept
   */
  public FirstBytes(int most) {
    this.most = most;
  }

  @Override
  public synchronized void write(int value) {
    if (kept.size() < most) {
      kept.write(value);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    kept.write(bytes, offset, Math.min(length, most - kept.size()));
  }

  /** Returns what is kept. */
  public synchronized byte[] bytes() {
    return kept.toByteArray();
  }

  /** Returns what is kept as UTF-8; what is none is replaced, a character that is cut off too. */
  public synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }
}
