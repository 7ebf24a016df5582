package io.cortexlocal.cluster.fabric8;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Cuts what is written into lines, and a line of more than 64 KiB into pieces of that. */
final class LineStream extends OutputStream {

  private static final int LONGEST = 64 << 10;

  private final Lines lines;
  private final byte[] line = new byte[LONGEST];
  private int length;
  private boolean continues;

  /** Takes lines. */
  interface Lines {

    /**
     * Takes a line, or a piece of one.
     *
     * @param continues whether it goes on with the line of which the last one was a piece
     */
    void take(String text, boolean continues);
  }

  LineStream(Lines lines) {
    this.lines = lines;
  }

  @Override
  public synchronized void write(int value) {
    if (value == '\n') {
      pass(false);
      return;
    }
    if (length == line.length) {
      pass(true);
    }
    line[length++] = (byte) value;
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      write(bytes[i]);
    }
  }

  private void pass(boolean isPiece) {
    String text = new String(line, 0, length, StandardCharsets.UTF_8);
    length = 0;
    boolean before = continues;
    continues = isPiece;
    lines.take(text, before);
  }
}
