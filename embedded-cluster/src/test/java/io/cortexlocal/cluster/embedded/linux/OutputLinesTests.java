package io.cortexlocal.cluster.embedded.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputLinesTests {

  private static List<String> lines(String text) throws IOException {
    List<String> lines = new ArrayList<>();
    new OutputLines(lines::add)
        .read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    return lines;
  }

  @Test
  void linesAreCutAtTheirEndsAlone() throws IOException {
    assertThat(lines("one\n\ntwo\r\nthree")).containsExactly("one", "", "two\r", "three");
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n")).containsExactly("");
  }

  @Test
  void lineOf256KiBIsOnePieceAndOneMoreByteIsAnother() throws IOException {
    assertThat(lines("x".repeat(262144) + "\ny")).containsExactly("x".repeat(262144), "y");
    assertThat(lines("x".repeat(262145) + "\ny")).containsExactly("x".repeat(262144), "x", "y");
  }

  @Test
  void characterIsNotCut() throws IOException {
    String text = "x".repeat(262143) + "€" + "y".repeat(10);
    assertThat(lines(text)).containsExactly("x".repeat(262143), "€" + "y".repeat(10));
  }
}
