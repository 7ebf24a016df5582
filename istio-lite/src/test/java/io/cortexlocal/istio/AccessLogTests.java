package io.cortexlocal.istio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogTests {

  @Test
  void readsALine() {
    AccessLog log =
        AccessLog.parse(
                """
                {"kind":"request","proxy":"sidecar","start":"1795460749.709205001",\
                "end":"1795460749.709947000","method":"GET","path":"/a","forwarded_path":"/a",\
                "user_agent":null,"request_id":"-","status":503,"flags":"UF,URX","attempts":3,\
                "first_byte_upstream_ns":709165,"last_byte_downstream_ns":null}\
                """)
            .orElseThrow();

    assertThat(log.start()).isEqualTo(Instant.ofEpochSecond(1795460749, 709205001));
    assertThat(log.userAgent()).isEmpty();
    assertThat(log.requestId()).isEmpty();
    assertThat(log.flags()).containsExactly("UF", "URX");
    assertThat(log.attempts()).isEqualTo(3);
    assertThat(log.firstByteUpstream()).contains(Duration.ofNanos(709165));
    assertThat(log.lastByteDownstream()).isEmpty();
  }

  @Test
  void leavesOutWhatItDoesNotKnowOrCannotRead() {
    AccessLog log =
        AccessLog.parse(
                """
                {"other":{"kind":[1,{}]},"kind":"request","start":"1.000000000","method":["GET"],\
                "end":"2.000000001","status":"404","response_bytes":null,"details":{"a":1},\
                "first_byte_upstream_ns":99999999999999999999,"last_byte_upstream_ns":"7"}\
                """)
            .orElseThrow();

    assertThat(log.method()).isEmpty();
    assertThat(log.details()).isEmpty();
    assertThat(log.end()).isEqualTo(Instant.ofEpochSecond(2, 1));
    assertThat(log.status()).isEqualTo(404);
    assertThat(log.responseBytes()).isZero();
    assertThat(log.firstByteUpstream()).isEmpty();
    assertThat(log.lastByteUpstream()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"kind\":\"request\",\"start\":\"1.000000000\",\"end\":\"1.00000000x\"}",
        "{\"kind\":\"request\",\"start\":\"1.000000000\",\"end\":\".000000000\"}",
        "{\"kind\":\"request\",\"start\":\"1.000000000\",\"end\":\"1.000000000\"} x",
        "{\"kind\":\"request\",\"start\":\"1.000000000\",\"end\":\"1.000000000\"",
        "{",
        "null",
        "[]",
        "7",
        "{\"kind\":\"other\"}",
        "{\"kind\":\"request\"}",
        "{\"kind\":\"request\",\"start\":\"1.000000000\",\"end\":\"soon\"}",
        "{\"kind\":\"request\",\"start\":\"99999999999999999999.000000000\",\"end\":\"1.000000000\"}",
        "[2026-11-23 19:05:48.727][9975][warning][main] something"
      })
  void leavesOutWhatIsNoRequest(String line) {
    assertThat(AccessLog.parse(line)).isEmpty();
  }
}
