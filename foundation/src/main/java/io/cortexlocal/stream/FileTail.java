package io.cortexlocal.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The end of a file that may be of any size. */
public final class FileTail {

  private FileTail() {}

  /**
   * Returns a file's last bytes as UTF-8; what is none is replaced.
   *
   * @param most how many bytes that are at the most
   * @throws IOException when it cannot be read
   */
  public static String text(Path file, int most) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(Math.max(0, channel.size() - most));
      ByteBuffer bytes = ByteBuffer.allocate(most);
      int read = 0;
      while (bytes.hasRemaining() && read >= 0) {
        read = channel.read(bytes);
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
  }
}
