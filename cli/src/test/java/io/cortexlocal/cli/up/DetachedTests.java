package io.cortexlocal.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetachedTests {

  /** An environment variable can ask for it too, and then no word of the command does. */
  @ParameterizedTest
  @CsvSource({
    "java Launcher up --detach a.yaml, java Launcher up --log x a.yaml",
    "java Launcher up a.yaml --detach, java Launcher up a.yaml --log x",
    "java -Dcortex.local.terminal=true Launcher up -- a.yaml, java Launcher up --log x -- a.yaml",
    "java Launcher up --detach=true a.yaml, java Launcher up --log x a.yaml",
    "java Launcher up --detach --detach, java Launcher up --log x",
  })
  void theOtherProcessIsToldOfItsLogInstead(String command, String expected) {
    assertThat(Detached.words(List.of(command.split(" ")), "--detach", List.of("--log", "x")))
        .containsExactly(expected.split(" "));
  }
}
