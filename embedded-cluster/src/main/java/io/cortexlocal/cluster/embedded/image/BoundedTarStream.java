package io.cortexlocal.cluster.embedded.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A tar file as it is read from front to back, which fails where it is out of its bounds. */
final class BoundedTarStream extends InputStream {

  private final InputStream in;
  private final TarBounds bounds;
  private final byte[] header = new byte[TarConstants.DEFAULT_RCDSIZE];
  private final ByteArrayOutputStream extended = new ByteArrayOutputStream();
  private TarBounds.Next next = new TarBounds.Next(TarBounds.Content.FILE, 0);
  private int headerLength;
  private long left;

  /**
   * Creates it.
   *
   * @param in closed with this
   */
  BoundedTarStream(InputStream in, TarBounds bounds) {
    this.in = in;
    this.bounds = bounds;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0 || next.content() == TarBounds.Content.END) {
      return in.read(bytes, offset, length);
    }
    if (left > 0) {
      int read = in.read(bytes, offset, (int) Math.min(length, left));
      content(bytes, offset, read);
      return read;
    }
    int read = in.read(bytes, offset, Math.min(length, header.length - headerLength));
    if (read > 0) {
      System.arraycopy(bytes, offset, header, headerLength, read);
      headerLength += read;
      if (headerLength == header.length) {
        headerLength = 0;
        next = bounds.header(header);
        left = next.padded();
      }
    }
    return read;
  }

  private void content(byte[] bytes, int offset, int read) throws IOException {
    if (read <= 0) {
      return;
    }
    left -= read;
    if (next.content() == TarBounds.Content.EXTENDED
        || next.content() == TarBounds.Content.GLOBAL) {
      extended.write(bytes, offset, read);
      if (left == 0) {
        byte[] whole = Arrays.copyOf(extended.toByteArray(), (int) next.bytes());
        extended.reset();
        bounds.extended(whole, next.content());
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
