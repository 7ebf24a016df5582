package io.cortexlocal.cluster.fabric8;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.PortForward;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection whose other end is sent what the test says, when it says so. */
@Timeout(30)
class PodConnectionTests {

  private final Forward forward = new Forward();
  private ReadableByteChannel sent;
  private WritableByteChannel received;

  @Test
  void whatWasWrittenIsSentBeforeTheEnd() throws IOException {
    PodConnection connection = open();
    connection.write(ByteBuffer.wrap("the answer".getBytes(US_ASCII)));

    connection.close();

    assertThat(forward.closed).isFalse();
    assertThat(text(sent)).isEqualTo("the answer");
    assertThat(forward.closed).isFalse();
    assertThat(sent.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThat(forward.closed).isTrue();
    assertThat(sent.isOpen()).isFalse();
    assertThat(received.isOpen()).isFalse();
  }

  @Test
  void whatIsReceivedIsRead() throws IOException {
    try (PodConnection connection = open()) {
      received.write(ByteBuffer.wrap("a question".getBytes(US_ASCII)));
      assertThat(text(connection)).isEqualTo("a question");

      received.close();

      assertThat(connection.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void aConnectionThatTheOtherEndHasEndedNeedsNoRestToBeSent() throws IOException {
    PodConnection connection = open();
    connection.write(ByteBuffer.wrap("too late".getBytes(US_ASCII)));
    sent.close();

    connection.close();

    assertThat(forward.closed).isTrue();
    assertThat(connection.isOpen()).isFalse();
  }

  private PodConnection open() throws IOException {
    return PodConnection.open(
        (toSend, toReceive) -> {
          sent = toSend;
          received = toReceive;
          return forward;
        });
  }

  private static String text(ReadableByteChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(64);
    channel.read(bytes);
    return new String(bytes.array(), 0, bytes.position(), US_ASCII);
  }

  private static final class Forward implements PortForward {

    private boolean closed;

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public boolean isAlive() {
      return !closed;
    }

    @Override
    public boolean errorOccurred() {
      return false;
    }

    @Override
    public Collection<Throwable> getClientThrowables() {
      return List.of();
    }

    @Override
    public Collection<Throwable> getServerThrowables() {
      return List.of();
    }
  }
}
