package io.cortexlocal.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesAppliedTests {

  private static final RoutesApplied APPLIED =
      new RoutesApplied(
          Map.of("default/api-a1", "17"),
          Map.of("default/api-a1", Set.of("10.42.0.7:8888", "10.42.0.8:8888")));

  @Test
  void isReadFromItsLine() {
    assertThat(APPLIED.line()).doesNotContain("\n");
    assertThat(RoutesApplied.parse(APPLIED.line())).contains(APPLIED);
    RoutesApplied nothing = new RoutesApplied(Map.of(), Map.of());
    assertThat(RoutesApplied.parse(nothing.line())).contains(nothing);
  }

  @Test
  void knowsVersionsAndEndpoints() {
    assertThat(APPLIED.hasVirtualService("default/api-a1", "17")).isTrue();
    assertThat(APPLIED.hasVirtualService("default/api-a1", "16")).isFalse();
    assertThat(APPLIED.hasVirtualService("default/api-a2", "17")).isFalse();
    assertThat(APPLIED.endpoints("default/api-a1"))
        .containsExactlyInAnyOrder("10.42.0.7:8888", "10.42.0.8:8888");
    assertThat(APPLIED.endpoints("default/api-a2")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "7",
        "[]",
        "\"routes-applied\"",
        "{}",
        "{\"kind\":\"request\"}",
        "{\"kind\":\"routes-appl",
        "watching VirtualServices",
        "[info] {\"kind\":\"routes-applied\"}"
      })
  void isNotReadFromAnotherLine(String line) {
    assertThat(RoutesApplied.parse(line)).isEmpty();
  }
}
