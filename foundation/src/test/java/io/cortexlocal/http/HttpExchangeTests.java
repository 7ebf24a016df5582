package io.cortexlocal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Exchanges on a connection that is kept. */
class HttpExchangeTests {

  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  @Test
  void anAnswerInChunksIsReadToItsEnd() throws Exception {
    String first = HEAD + "3\r\none\r\n0\r\nTrailer: t\r\n\r\n";
    String second = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo";
    try (KeptChannel channel = new KeptChannel(new ScriptedChannel(first + second))) {
      assertThat(new HttpExchange(channel, 100).send(REQUEST))
          .extracting(HttpAnswer::body, HttpAnswer::isWhole)
          .containsExactly("one", true);
      assertThat(new HttpExchange(channel, 100).send(REQUEST).body()).isEqualTo("two");
      assertThatThrownBy(() -> new HttpExchange(channel, 100).send(REQUEST))
          .isInstanceOf(EOFException.class)
          .hasMessage("EOF");
    }
  }

  /** As Go's client has it. */
  @Test
  void anAnswerInChunksThatEndsBeforeItsLastLineIsBrokenOff() throws Exception {
    try (KeptChannel channel = new KeptChannel(new ScriptedChannel(HEAD + "3\r\none\r\n0\r\n"))) {
      assertThatThrownBy(() -> new HttpExchange(channel, 100).send(REQUEST))
          .isInstanceOf(EOFException.class)
          .hasMessage("unexpected EOF");
    }
  }

  /** Has its answers ready, and gives them a few bytes at a time. */
  private static final class ScriptedChannel implements ByteChannel {

    private final ByteArrayInputStream answers;

    ScriptedChannel(String answers) {
      this.answers = new ByteArrayInputStream(answers.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      byte[] some = answers.readNBytes(7);
      bytes.put(some);
      return some.length == 0 ? -1 : some.length;
    }

    @Override
    public int write(ByteBuffer bytes) {
      int count = Math.min(5, bytes.remaining());
      bytes.position(bytes.position() + count);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
