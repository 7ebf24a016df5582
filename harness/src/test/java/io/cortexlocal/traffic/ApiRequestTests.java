package io.cortexlocal.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiRequestTests {

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/v1/models", "/a?b=c", "?b=c", "//a"})
  void aPathIsEmptyOrStartsWithASlashOrAQuestionMark(String path) {
    assertThat(ApiRequest.get(path).path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", " /v1", "http://localhost/", "#top", "&b=c"})
  void anyOtherPathIsRefused(String path) {
    assertThatThrownBy(() -> ApiRequest.get(path))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the path below an API's endpoint starts with a slash, but it is \"" + path + "\"");
  }

  @Test
  void isBuiltStepByStep() {
    ApiRequest request =
        ApiRequest.post("/v1", "grüße").withHeader("A", "1").withHeader("a", "2").withMethod("PUT");

    assertThat(request.method()).isEqualTo("PUT");
    assertThat(request.path()).isEqualTo("/v1");
    assertThat(request.headers()).containsExactly(Map.entry("A", "1"), Map.entry("a", "2"));
    assertThat(request.body()).isEqualTo("grüße".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isNotChangedThroughItsBody() {
    byte[] body = {1};
    ApiRequest request = ApiRequest.post("/", body);
    body[0] = 2;
    request.body()[0] = 3;

    assertThat(request.body()).containsExactly(1);
  }

  static Stream<Arguments> factories() {
    byte[] bytes = {0, 1, (byte) 0xff};
    return Stream.of(
        Arguments.of(ApiRequest.of("PURGE", "/a"), "PURGE", new byte[0], false),
        Arguments.of(ApiRequest.get("/a"), "GET", new byte[0], false),
        Arguments.of(ApiRequest.head("/a"), "HEAD", new byte[0], false),
        Arguments.of(ApiRequest.options("/a"), "OPTIONS", new byte[0], false),
        Arguments.of(ApiRequest.trace("/a"), "TRACE", new byte[0], false),
        Arguments.of(ApiRequest.delete("/a"), "DELETE", new byte[0], false),
        Arguments.of(ApiRequest.post("/a", "é"), "POST", utf8("é"), false),
        Arguments.of(ApiRequest.post("/a", bytes), "POST", bytes, false),
        Arguments.of(ApiRequest.postJson("/a", "{}"), "POST", utf8("{}"), true),
        Arguments.of(ApiRequest.put("/a", "é"), "PUT", utf8("é"), false),
        Arguments.of(ApiRequest.put("/a", bytes), "PUT", bytes, false),
        Arguments.of(ApiRequest.putJson("/a", "{}"), "PUT", utf8("{}"), true),
        Arguments.of(ApiRequest.patch("/a", "é"), "PATCH", utf8("é"), false),
        Arguments.of(ApiRequest.patch("/a", bytes), "PATCH", bytes, false),
        Arguments.of(ApiRequest.patchJson("/a", "{}"), "PATCH", utf8("{}"), true));
  }

  @ParameterizedTest
  @MethodSource("factories")
  void hasAFactoryForEachMethodAndBody(
      ApiRequest request, String method, byte[] body, boolean json) {
    assertThat(request.method()).isEqualTo(method);
    assertThat(request.path()).isEqualTo("/a");
    assertThat(request.body()).isEqualTo(body);
    assertThat(request.headers())
        .isEqualTo(json ? List.of(Map.entry("Content-Type", "application/json")) : List.of());
  }

  @Test
  void aContentTypeThatWasSaidGoesBeforeJsonsOwn() {
    ApiRequest request =
        ApiRequest.of("POST", "/")
            .withHeader("content-type", "application/x-ndjson")
            .withJson("{}");

    assertThat(request.headers())
        .containsExactly(Map.entry("content-type", "application/x-ndjson"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GE T", "GET\r\n", "é"})
  void aMethodThatIsNoWordIsRefused(String method) {
    assertThatThrownBy(() -> ApiRequest.of(method, "/"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("a request's method is a word such as GET, but it is \"" + method + "\"");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
