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
}
