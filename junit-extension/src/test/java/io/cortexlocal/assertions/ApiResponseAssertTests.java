package io.cortexlocal.assertions;

import static io.cortexlocal.assertions.CortexAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.traffic.ApiResponse;
import io.cortexlocal.traffic.ApiResponses;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiResponseAssertTests {

  private static final Map<String, List<String>> FROM_REPLICA =
      Map.of("x-cortex-origin", List.of("api"), "x-many", List.of("one", "two"));

  @Test
  void passesWhereAllIsAsExpected() {
    assertThat(response(201, "100% grüße", FROM_REPLICA))
        .hasStatus(201)
        .hasBody("100% grüße")
        .hasBodyContaining("grüße")
        .hasHeader("X-Many", "two")
        .text()
        .startsWith("100%");
  }

  @Test
  void hasStatusFailsWithTheBody() {
    assertFails(
        () -> assertThat(response(500, "100% broken", FROM_REPLICA)).hasStatus(200),
        "",
        "GET http://127.0.0.1:1/a1/v1",
        "expected status: 200",
        "but was: 500",
        "body: 100% broken");
  }

  @Test
  void aBodyDoesNotActOnATerminal() {
    assertFails(
        () -> assertThat(response(500, "\u001b[31mbroken\r\u0000", FROM_REPLICA)).hasStatus(200),
        "",
        "GET http://127.0.0.1:1/a1/v1",
        "expected status: 200",
        "but was: 500",
        "body: \\u001b[31mbroken\\r\\u0000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 |           | '' | ' (from the gateway: no API has this path)'",
        "404 | api       | '' | ''",
        "503 |           | no healthy upstream | ' (from the gateway: no replica is Ready)'",
        "503 | api       | no healthy upstream | ''",
        "503 | api       | 'pending request queue full\n' | ' (from the sidecar: max_concurrency and"
            + " max_queue_length are used up)'",
        "503 | activator | 'pending request queue full\n' | ' (from the activator: max_concurrency"
            + " and max_queue_length are used up while the API wakes)'",
        "503 | api       | my own | ''",
        "502 | api       | '' | ' (from the sidecar: the container refused or closed the"
            + " connection)'",
        "502 | activator | '' | ' (from the activator or the sidecar: the container, or a replica"
            + " that ended, refused or closed the connection)'",
        "502 | api       | my own | ''"
      })
  void hasStatusSaysWhoGaveAnAnswerThatTheContainerDidNotGive(
      int status, @Nullable String origin, String body, String hint) {
    Map<String, List<String>> headers =
        origin == null ? Map.of() : Map.of("x-cortex-origin", List.of(origin));
    assertFails(
        () -> assertThat(response(status, body, headers)).hasStatus(200),
        "",
        "GET http://127.0.0.1:1/a1/v1",
        "expected status: 200",
        "but was: " + status + hint,
        "body: " + body);
  }

  @Test
  void hasBodyFailsWithBothBodies() {
    assertFails(
        () -> assertThat(response(200, "no", FROM_REPLICA)).hasBody("yes"),
        "",
        "GET http://127.0.0.1:1/a1/v1 (status 200)",
        "expected body: yes",
        "but was: no");
  }

  @Test
  void aLongBodyIsCutInMessages() {
    assertFails(
        () -> assertThat(response(200, "x".repeat(2_001), FROM_REPLICA)).hasBody("yes"),
        "",
        "GET http://127.0.0.1:1/a1/v1 (status 200)",
        "expected body: yes",
        "but was: " + "x".repeat(2_000) + "… (1 more characters)");
    assertFails(
        () -> assertThat(response(200, "x".repeat(2_000), FROM_REPLICA)).hasBody("yes"),
        "",
        "GET http://127.0.0.1:1/a1/v1 (status 200)",
        "expected body: yes",
        "but was: " + "x".repeat(2_000));
  }

  @Test
  void hasBodyContainingFailsWithTheBody() {
    assertFails(
        () -> assertThat(response(200, "no", FROM_REPLICA)).hasBodyContaining("%s"),
        "",
        "GET http://127.0.0.1:1/a1/v1 (status 200)",
        "expected a body containing: %s",
        "but was: no");
  }

  @Test
  void hasHeaderFailsWithTheValuesOfThatName() {
    assertFails(
        () -> assertThat(response(200, "", FROM_REPLICA)).hasHeader("X-Many", "three"),
        "",
        "GET http://127.0.0.1:1/a1/v1 (status 200)",
        "expected header: X-Many: three",
        "but its values are: [one, two]");
  }

  @Test
  void hasHeaderFailsWithTheNamesThatThereAre() {
    assertFails(
        () -> assertThat(response(200, "", FROM_REPLICA)).hasHeader("x-none", "1"),
        "",
        "GET http://127.0.0.1:1/a1/v1 (status 200)",
        "expected header: x-none: 1",
        "but there is none of that name; there are: [x-cortex-origin, x-many]");
  }

  @Test
  void textNamesTheRequest() {
    assertThatThrownBy(() -> assertThat(response(200, "no", FROM_REPLICA)).text().isEqualTo("yes"))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("[body of GET http://127.0.0.1:1/a1/v1] ");
  }

  @Test
  void whatATestSaysOfAnAssertionIsKeptByText() {
    assertThatThrownBy(
            () -> assertThat(response(200, "no", Map.of())).as("greeting").text().isEqualTo("yes"))
        .hasMessageStartingWith("[greeting] ");
    assertThatThrownBy(
            () ->
                assertThat(response(200, "no", Map.of()))
                    .overridingErrorMessage("mine")
                    .text()
                    .isEqualTo("yes"))
        .hasMessage("[body of GET http://127.0.0.1:1/a1/v1] mine");
  }

  @Test
  void eachFailsOnNull() {
    ApiResponseAssert none = assertThat((ApiResponse) null);
    for (ThrowingCallable assertion :
        List.<ThrowingCallable>of(
            () -> none.hasStatus(200),
            () -> none.hasBody(""),
            () -> none.hasBodyContaining(""),
            () -> none.hasHeader("a", "b"),
            none::text)) {
      assertThatThrownBy(assertion)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Expecting actual not to be null");
    }
  }

  private static ApiResponse response(int status, String body, Map<String, List<String>> headers) {
    return ApiResponses.response(status, body, headers);
  }

  private static void assertFails(ThrowingCallable assertion, String... message) {
    assertThatThrownBy(assertion)
        .isInstanceOf(AssertionError.class)
        .hasMessage(String.join(System.lineSeparator(), message));
  }
}
