package io.cortexlocal.cluster.embedded.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts what a program writes into lines, and a line of more than 256 KiB into pieces of that. The
 * kubelet knows no such bound: it hands on in one what a container runtime keeps in pieces.
 */
public final class OutputLines {

  private static final int LONGEST = 256 * 1024;
  private static final int USUAL = 16 * 1024;
  private static final int LONGEST_CHARACTER = 4;

  private final Consumer<String> lines;
  private byte[] line = new byte[USUAL];
  private int length;

  /**
   * Creates it.
   *
   * @param lines what takes them; what it throws ends the reading
   */
  public OutputLines(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Passes on all lines until the end; the last one need not be ended. */
  public void read(InputStream in) throws IOException {
    byte[] buffer = new byte[USUAL];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        add(buffer, count);
      }
    } finally {
      if (length > 0) {
        pass(length);
      }
    }
  }

  private void add(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        pass(length);
      } else {
        if (length == line.length) {
          line = Arrays.copyOf(line, Math.min(2 * length, LONGEST + 1));
        }
        line[length++] = bytes[i];
        if (length > LONGEST) {
          pass(endOfPiece());
        }
      }
    }
  }

  private int endOfPiece() {
    int end = LONGEST;
    while (end > LONGEST - LONGEST_CHARACTER && (line[end] & 0xc0) == 0x80) {
      end--;
    }
    return end;
  }

  private void pass(int end) {
    String text = new String(line, 0, end, StandardCharsets.UTF_8);
    byte[] rest = Arrays.copyOfRange(line, end, length);
    System.arraycopy(rest, 0, line, 0, rest.length);
    length = rest.length;
    lines.accept(text);
  }
}
