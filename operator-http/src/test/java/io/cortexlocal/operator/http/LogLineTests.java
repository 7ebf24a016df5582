package io.cortexlocal.operator.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogLineTests {

  @Test
  void plainTextIsHandedOnAsItIs() {
    assertThat(LogLine.messages("loaded {model}")).containsExactly("loaded {model}\n");
    assertThat(LogLine.messages("{not json")).containsExactly("{not json\n");
    assertThat(LogLine.messages("")).containsExactly("\n");
  }

  @Test
  void ofAnObjectTheMessageIs() {
    assertThat(LogLine.messages("{\"message\": \"hello\", \"level\": \"info\"}"))
        .containsExactly("hello\n");
    assertThat(LogLine.messages("{\"message\": \"failed\", \"exc_info\": \"Traceback\"}"))
        .containsExactly("failed\n", "Traceback\n");
  }

  @Test
  void anObjectWithoutMessageBecomesAnEmptyLine() {
    assertThat(LogLine.messages("{\"msg\": \"hello\"}")).containsExactly("\n");
  }

  @Test
  void whatGoReadsAsAnObjectIsOne() {
    assertThat(LogLine.messages(" {\"message\": \"hello\"}\t")).containsExactly("hello\n");
    assertThat(LogLine.messages("{\"Message\": \"hello\"}")).containsExactly("hello\n");
    assertThat(LogLine.messages("{\"message\": \"first\", \"MESSAGE\": \"last\"}"))
        .containsExactly("last\n");
    assertThat(LogLine.messages("{\"message\": null}")).containsExactly("\n");
    assertThat(LogLine.messages("null")).containsExactly("\n");
    assertThat(LogLine.messages("{}")).containsExactly("\n");
  }

  @Test
  void whatGoDoesNotReadIsHandedOnAsItIs() {
    for (String line :
        new String[] {
          "{\"message\": 5}",
          "{\"message\": \"a\", \"exc_info\": true}",
          "{\"message\": \"a\"} and more",
          "[1]",
          "5",
          "\"text\""
        }) {
      assertThat(LogLine.messages(line)).containsExactly(line + "\n");
    }
  }

  @Test
  void anEndOfWindowsIsNone() {
    assertThat(LogLine.messages("50%\r100%\r")).containsExactly("50%\r100%\n");
  }
}
