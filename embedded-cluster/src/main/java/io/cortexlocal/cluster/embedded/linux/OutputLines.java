package io.cortexlocal.cluster.embedded.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts what a container writes into lines, and a line of more than 16 KiB into pieces of that. */
final class OutputLines {

  private static final int LONGEST = 16 * 1024;
  private static final int LONGEST_CHARACTER = 4;

  private final Consumer<String> lines;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  OutputLines(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Passes on all lines until the end; the last one need not be ended. */
  void read(InputStream in) throws IOException {
    byte[] buffer = new byte[LONGEST];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        add(buffer, count);
      }
    } finally {
      if (line.size() > 0) {
        pass(line.size());
      }
    }
  }

  private void add(byte[] bytes, int count) {
    int from = 0;
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        line.write(bytes, from, i - from);
        passPieces();
        pass(line.size());
        from = i + 1;
      }
    }
    line.write(bytes, from, count - from);
    passPieces();
  }

  private void passPieces() {
    while (line.size() > LONGEST) {
      pass(endOfPiece());
    }
  }

  private int endOfPiece() {
    byte[] bytes = line.toByteArray();
    int end = LONGEST;
    while (end > LONGEST - LONGEST_CHARACTER && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return end;
  }

  private void pass(int length) {
    byte[] bytes = line.toByteArray();
    line.reset();
    line.write(bytes, length, bytes.length - length);
    lines.accept(new String(bytes, 0, length, StandardCharsets.UTF_8));
  }
}
