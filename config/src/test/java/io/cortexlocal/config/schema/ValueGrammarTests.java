package io.cortexlocal.config.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.quantity.KubernetesQuantity;
import io.cortexlocal.reference.ImageReference;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueGrammarTests {

  @ParameterizedTest
  @CsvSource({
    "1.5m, 90000000000, 1m30s",
    ".5s, 500000000, 500ms",
    "5.s, 5000000000, 5s",
    "0, 0, 0s",
    "-0s, 0, 0s",
    "1h1m1s, 3661000000000, 1h1m1s",
    "1µs, 1000, 1µs",
    "1500us, 1500000, 1.5ms",
    "+10500ms, 10500000000, 10.5s",
    "-1h, -3600000000000, -1h0m0s",
    "2562047h, 9223369200000000000, 2562047h0m0s",
  })
  void durationsAreGos(String text, long nanoseconds, String canonical) {
    Duration duration = GoDuration.parse(text);

    assertThat(duration.toNanos()).isEqualTo(nanoseconds);
    assertThat(GoDuration.format(duration)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1d | time: unknown unit \"d\" in duration \"1d\"",
        "1 | time: missing unit in duration \"1\"",
        "s | time: invalid duration \"s\"",
        ".s | time: invalid duration \".s\"",
        "- | time: invalid duration \"-\"",
        "1s2 | time: missing unit in duration \"1s2\"",
        "2562048h | time: invalid duration \"2562048h\"",
        "1é | time: unknown unit \"\\xc3\\xa9\" in duration \"1\\xc3\\xa9\"",
      })
  void badDurationsHaveGosMessages(String text, String message) {
    assertThatThrownBy(() -> GoDuration.parse(text)).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1000000k, 1000000000",
    "+1Gi, 1073741824",
    ".5Gi, 536870912",
    "5.Gi, 5368709120",
    "1E, 1000000000000000000",
    "1e9, 1000000000",
    "1E3, 1000",
    "20000u, 0.02",
    "1e-3, 0.001",
    "0.0000000001, 0.000000001",
    "-0.0000000001, -0.000000001",
    "Gi, 0",
    "+, 0",
    "., 0",
    "m, 0",
    "e3, 0",
    "Ti, 0",
    "9223372036854775808Ki, 9223372036854775807",
    "1e4294967296, 1",
    "1e-1000000, 0.000000001",
  })
  void quantitiesAreThoseOfKubernetes(String text, BigDecimal value) {
    assertThat(KubernetesQuantity.parse(text))
        .hasValueSatisfying(quantity -> assertThat(quantity).isEqualByComparingTo(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1K",
        "1g",
        "1gi",
        "1GB",
        "1GiB",
        "1 G",
        "1,5",
        "0x10",
        "1e3Mi",
        "1e",
        "1i",
        "1.2.3Gi",
        "1Ki2",
        "1EE2",
        "--1",
        "Ei",
        "Pi",
        "e-10",
        "1e9999999999999999999",
        "٣"
      })
  void otherTextsAreNoQuantities(String text) {
    assertThat(KubernetesQuantity.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "i",
        "a__b",
        "a---b",
        "foo:LATEST",
        "localhost:5000/x",
        "reg.io:443/a/b_c.d:1.2-x",
        "a-b.c/d",
        "x@sha256+b64u.v2-a_b:0123456789abcdefABCDEF0123456789",
      })
  void imagesAreTakenByTheirGrammar(String image) {
    assertThat(ImageReference.isValid(image)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Foo",
        "a b",
        "a..b",
        "a.-b",
        "a___b",
        "-a",
        "a-",
        "foo/",
        "/foo",
        "a//b",
        "a:",
        "a:-b",
        "a@sha256:123",
        "a@:0123456789abcdef0123456789abcdef",
        "reg.io:443/A/b",
        "Reg.io/a",
        "reg.io:/a",
        "-reg.io/a",
        "reg..io/a",
        "é",
        "a:b:c",
        "img\n"
      })
  void otherTextsAreNoImages(String image) {
    assertThat(ImageReference.isValid(image)).isFalse();
  }

  @Test
  void veryLongTextsAreReadInLinearTime() {
    String million = "a-".repeat(500_000);

    assertThat(ImageReference.isValid(million + "b")).isTrue();
    assertThat(KubernetesQuantity.parse("9".repeat(1_000_000) + "." + "9".repeat(1_000_000)))
        .isPresent();
    assertThat(GoDuration.parse("1ns".repeat(300_000))).isEqualTo(Duration.ofNanos(300_000));
  }

  @Test
  void listsHaveTheSerialComma() {
    assertThat(CortexText.list(List.of("a"), "or")).isEqualTo("a");
    assertThat(CortexText.list(List.of("a", "b"), "or")).isEqualTo("a or b");
    assertThat(CortexText.list(List.of("a", "b", "c"), "and")).isEqualTo("a, b, and c");
  }

  @Test
  void everyPathOfARuleIsInTheTable() {
    assertThat(RuleUses.of(Rules.NOT_A_MULTIPLE)).containsExactly("autoscaling.window");
    assertThat(RuleUses.of(Rules.INVALID_IMAGE)).containsExactly("pod.containers[].image");
    assertThat(RuleUses.of(Rules.DISALLOWED_VALUE)).contains("pod.port", "pod.containers[].name");
  }
}
