package io.cortexlocal.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.config.schema.CortexText;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The right-hand sides were given by go-yaml 2.4. */
class DialectTests {

  private static String read(String yaml) throws InvalidYamlException {
    return read(yaml, StandardCharsets.UTF_8);
  }

  private static String read(String yaml, Charset charset) throws InvalidYamlException {
    return CortexText.of(YamlDocument.read(yaml.getBytes(charset)).value());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "y | true",
        "Off | false",
        "yEs | \"yEs\"",
        "~ | <null>",
        "NULL | <null>",
        "0x1F90 | 8080",
        "-0x10 | -16",
        "0o17 | 15",
        "017 | 15",
        "08 | 8.0",
        "0b1010 | 10",
        "0B11 | 3",
        "+8080 | 8080",
        "8_080 | 8080",
        "_1 | \"_1\"",
        "1_ | 1",
        "0x | \"0x\"",
        "18446744073709551615 | 18446744073709551615",
        "18446744073709551616 | 18446744073709552000.0",
        "+9223372036854775808 | 9223372036854776000.0",
        ".5 | 0.5",
        "1. | 1.0",
        "+.5 | 0.5",
        "1_0.5 | 10.5",
        ".5_0 | 0.5",
        ".5__0 | \".5__0\"",
        "1e3 | 1000.0",
        "1e999 | \"1e999\"",
        "-1e-7 | -0.0000001",
        ".inf | +Inf.0",
        "-.INF | -Inf.0",
        ".nan | NaN.0",
        "0.1 | 0.1",
        "2e22 | 20000000000000000000000.0",
        "5e-7 | 0.0000005",
        "123456789.123456789 | 123456789.12345679",
        "12:30:45 | \"12:30:45\"",
        "2001-12-14 | \"2001-12-14\"",
        "!!str 123 | \"123\"",
        "!!int '80' | 80",
        "!!float 1 | 1.0",
        "!!timestamp 2001-01-01 | \"2001-01-01\"",
        "!!binary aGk= | \"hi\"",
        "! 5 | \"5\"",
        "!custom 5 | \"5\"",
        "'5' | \"5\"",
        "[a:, b] | [\"a:\", \"b\"]",
        "{a:} | {\"a:\": <null>}",
        "{\"a\":[1]} | {\"a\": [1]}",
        "{a: 1, <<: {a: 2, b: 3}} | {\"a\": 2, \"b\": 3}",
        "{<<: {a: 2, b: 3}, a: 1} | {\"a\": 1, \"b\": 3}",
        "{<<: [{a: 1}, {a: 2, b: 3}]} | {\"a\": 1, \"b\": 3}",
        "{'<<': 1} | {\"<<\": 1}",
        "{a: 1, a: 2} | {\"a\": 2}",
        "{1: a, 0x1: b, 1.0: c} | {1.0: \"c\", 1: \"b\"}",
        "[&x a, *x] | [\"a\", \"a\"]",
        "@x | @x",
        "'@x' | \"@x\"",
        "a@x | \"a@x\"",
        "[@x, @y@z] | [@x, @y@z]",
      })
  void readsAsGoDoes(String yaml, String expected) throws InvalidYamlException {
    assertThat(read(yaml)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!!int a",
        "!!bool maybe",
        "!!float x",
        "!!timestamp x",
        "!!binary '*'",
        "{<<: 1}",
        "{<<: [1]}",
        "[&a x, {<<: *a}]",
        "{[a]: b}",
        "*none",
        "&a [*a]",
        "{a:[1]}",
        "&a|b c",
        "a: b: c",
        "- a\n\tb: c",
        "\ta: b",
        "-\ta",
        "`a",
        "\"a\u0001\"",
        "%YAML 1.2\n---\na",
        "%FOO\n---\na",
        "%TAG ! x",
        "[a",
        "a: |\n\tb",
        "\u007f",
      })
  void refusesWhatGoRefuses(String yaml) {
    assertThatThrownBy(() -> read(yaml)).isInstanceOf(InvalidYamlException.class);
  }

  @Test
  void looksAtTheFirstDocumentOnly() throws InvalidYamlException {
    assertThat(read("a\n--- @ broken: [\n")).isEqualTo("\"a\"");
    assertThat(read("a\n...\n\t`")).isEqualTo("\"a\"");
    assertThat(read("---\n---\na\n")).isEqualTo("<null>");
    assertThat(read("%YAML 1.1 # yes\n---\na\n")).isEqualTo("\"a\"");
    assertThat(read("# nothing\n")).isEqualTo("<null>");
  }

  @Test
  void meetsABadCharacterBehindItOnlyInTheSameBlock() throws InvalidYamlException {
    assertThatThrownBy(() -> read("a\n---\n\u0001"))
        .hasMessage("control characters are not allowed");
    assertThat(read("a\n---\n" + "x".repeat(600) + "\u0001")).isEqualTo("\"a\"");
  }

  @Test
  void takesTabsBetweenTokens() throws InvalidYamlException {
    assertThat(read("a:\tb\t# c\n")).isEqualTo("{\"a\": \"b\"}");
    assertThat(read("[\n\t1,\n\t{\"a\":\t2}\n]")).isEqualTo("[1, {\"a\": 2}]");
    assertThat(read("a: b\tc")).isEqualTo("{\"a\": \"b\tc\"}");
    assertThat(read("a: \"b\tc\"")).isEqualTo("{\"a\": \"b\tc\"}");
    assertThat(read("a: |\n  b\tc\n")).isEqualTo("{\"a\": \"b\tc\n\"}");
  }

  @Test
  void takesByteOrderMarksAndCarriageReturns() throws InvalidYamlException {
    assertThat(read("\uFEFF- a\r\n- b\r\n")).isEqualTo("[\"a\", \"b\"]");
    assertThat(read("\uFEFF- é\n", StandardCharsets.UTF_16LE)).isEqualTo("[\"é\"]");
    assertThat(read("\uFEFF- é\n", StandardCharsets.UTF_16BE)).isEqualTo("[\"é\"]");
  }

  @Test
  void refusesBadBytes() {
    for (String bytes : new String[] {"\u00FF", "\u00C3", "\u00C0\u0080", "\u00ED\u00A0\u0080"}) {
      assertThatThrownBy(() -> read("- a" + bytes + "b\n", StandardCharsets.ISO_8859_1))
          .isInstanceOf(InvalidYamlException.class)
          .hasMessageContaining("UTF-8 sequence");
    }
  }

  @Test
  void marksReferences() throws InvalidYamlException {
    YamlNode.Scalar scalar =
        (YamlNode.Scalar) YamlDocument.read("@a".getBytes(StandardCharsets.UTF_8)).value();

    assertThat(scalar.value()).isEqualTo("\uD83C\uDF1D".repeat(5) + "a");
  }
}
