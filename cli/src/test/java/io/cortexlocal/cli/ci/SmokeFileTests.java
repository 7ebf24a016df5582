package io.cortexlocal.cli.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cli.io.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmokeFileTests {

  private static final List<String> APIS = List.of("hello", "other");

  @TempDir private Path folder;

  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("smoke.yaml");
  }

  private List<SmokeRequest> read(String text) throws IOException {
    return SmokeFile.read(Files.writeString(file, text), APIS);
  }

  @Test
  void whatIsLeftOutHasADefault() throws IOException {
    assertThat(
            read(
                """
                - api: hello
                - api: other
                  path: x?y=1
                  body: '{}'
                  headers: {Content-Type: application/json}
                  status: 201
                  contains: done
                """))
        .containsExactly(
            new SmokeRequest(
                file + ":1:3",
                "hello",
                "GET",
                "",
                Map.of(),
                Optional.empty(),
                200,
                Optional.empty()),
            new SmokeRequest(
                file + ":2:3",
                "other",
                "POST",
                "/x?y=1",
                Map.of("Content-Type", "application/json"),
                Optional.of("{}"),
                201,
                Optional.of("done")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          api: hello             | 1:1: expected a list of requests
          []                     | 1:1: expected at least one request
          - hello                | 1:3: expected a request with the keys api, path, method, headers, body, status, contains
          - {path: /}            | 1:3: expected the key api
          - {api: helo}          | 1:9: no API helo is deployed; did you mean hello?
          - {api: zzz}           | 1:9: no API zzz is deployed; there are: hello, other
          - {api: hello, expect: 200} | 1:16: unknown key "expect"; known are: api, path, method, headers, body, status, contains
          - {api: hello, status: ok} | 1:24: status: expected 100 to 599, but it is "ok"
          - {api: hello, status: 99} | 1:24: status: expected 100 to 599, but it is "99"
          - {api: hello, api: other} | 1:16: key "api" is there twice
          - {api: hello, body: {a: 1}} | 1:22: expected a text
          - {api: hello, headers: x} | 1:25: expected headers: a map from names to values
          - {api: hello            | 2:1: expected ',' or '}', but got <stream end>
          """)
  void isRefusedWhere(String text, String expected) {
    assertThatThrownBy(() -> read(text + "\n"))
        .isInstanceOf(UsageException.class)
        .hasMessage(file + ":" + expected);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> SmokeFile.read(file, APIS))
        .isInstanceOf(UsageException.class)
        .hasMessage("cannot read " + file + ": it does not exist");
  }
}
