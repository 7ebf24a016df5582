package io.cortexlocal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.image.ImageException;
import org.junit.jupiter.api.Test;

/** What a container or an image wrote may be part of a failure's message. */
class PrintableMessagesTests {

  private static final String ACTS = "it said \u001b[2J\u0007\r\n\ttwice";
  private static final String SHOWN = "it said \\u001b[2J\\u0007\\r\n\ttwice";

  @Test
  void aMessageDoesNotActOnATerminal() {
    assertThat(new ClusterException(ACTS)).hasMessage(SHOWN);
    assertThat(new ClusterException(ACTS, new IllegalStateException())).hasMessage(SHOWN);
    assertThat(new ImageException(ACTS)).hasMessage(SHOWN);
    assertThat(new ImageException(ACTS, new IllegalStateException())).hasMessage(SHOWN);
  }

  @Test
  void aMessageMayLack() {
    assertThat(new ClusterException(null, new IllegalStateException()).getMessage()).isNull();
  }
}
