package io.cortexlocal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a container writes does nothing to a terminal. */
class PrintableTests {

  @ParameterizedTest
  @CsvSource({
    "0000, \\u0000", "0007, \\u0007", "0008, \\u0008", "000d, \\r", "001b, \\u001b",
    "007f, \\u007f", "009b, \\u009b", "0085, \\u0085", "202e, \\u202e", "2066, \\u2066",
    "200f, \\u200f", "061c, \\u061c", "2028, \\u2028", "2029, \\u2029", "feff, \\ufeff",
    "d800, \\ud800", "e0001, \\U000e0001"
  })
  void whatActsOnATerminalIsEscaped(String character, String expected) {
    String text = "a" + Character.toString(Integer.parseInt(character, 16)) + "b";

    assertThat(Printable.of(text)).isEqualTo("a" + expected + "b");
  }

  @Test
  void whatIsPlainTextStays() {
    String text = "tab\t, line\nfeed, Größe, 日本語, 👩\u200d🚀, \ufffd";

    assertThat(Printable.of(text)).isSameAs(text);
  }
}
