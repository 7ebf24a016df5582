package io.cortexlocal.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    ApiRequest request = new ApiRequest("POST", "/", List.of(), body);
    body[0] = 2;
    request.body()[0] = 3;

    assertThat(request.body()).containsExactly(1);
  }
}
