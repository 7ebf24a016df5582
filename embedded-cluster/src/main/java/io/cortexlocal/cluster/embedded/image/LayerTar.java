package io.cortexlocal.cluster.embedded.image;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** The entries of one layer, decompressed, and checked against the layer's digest at the end. */
final class LayerTar implements Closeable {

  private static final int BUFFER = 1 << 16;
  private static final int MOST_ENTRIES = 1_000_000;
  private static final long MOST_EXTENSION_BYTES = 1L << 30;
  private static final long LONGEST_REST = 64L << 20;

  private final String name;
  private final DigestInputStream content;
  private final TarArchiveInputStream tar;

  /**
   * Reads a layer.
   *
   * @param name for messages, such as {@code layer 2 of 5}
   * @param compressed closed with this
   */
  LayerTar(String name, InputStream compressed) throws ArchiveException {
    this.name = name;
    try {
      this.content =
          new DigestInputStream(
              new BufferedInputStream(Compression.decompressed(compressed), BUFFER),
              Sha256.start());
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
    this.tar =
        new TarArchiveInputStream(
            new BoundedTarStream(content, new TarBounds(MOST_ENTRIES, MOST_EXTENSION_BYTES)),
            TarConstants.DEFAULT_BLKSIZE,
            TarConstants.DEFAULT_RCDSIZE,
            StandardCharsets.UTF_8.name());
  }

  Optional<TarArchiveEntry> next() throws ArchiveException {
    try {
      TarArchiveEntry entry = tar.getNextEntry();
      if (entry != null && !tar.canReadEntryData(entry)) {
        throw new ArchiveException(
            "%s: the entry \"%s\" is sparse in a way that cannot be read"
                .formatted(name, entry.getName()));
      }
      return Optional.ofNullable(entry);
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
  }

  /** Reads from the entry that was last returned; -1 at its end. */
  int read(byte[] buffer) throws ArchiveException {
    try {
      return tar.read(buffer);
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
  }

  /**
   * Reads what is left.
   *
   * @throws ArchiveException when what was read, from the first byte to the last, has not the
   *     digest
   */
  void verify(String diffId) throws ArchiveException {
    try {
      readRest();
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
    String found = Sha256.hex(content.getMessageDigest());
    if (!found.equals(Sha256.digits(diffId))) {
      throw new ArchiveException(
          "%s is corrupted: expected %s, but found sha256:%s".formatted(name, diffId, found));
    }
  }

  /** A tar file is padded, though not by much. */
  private void readRest() throws IOException {
    byte[] buffer = new byte[BUFFER];
    long rest = 0;
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      rest += read;
      if (rest > LONGEST_REST) {
        throw new IOException("more than %d bytes follow its end".formatted(LONGEST_REST));
      }
    }
  }

  /** The library answers some of what it cannot read with unchecked exceptions. */
  private ArchiveException broken(Exception e) {
    if (e instanceof Compression.UnknownCompressionException) {
      return new ArchiveException(name + " " + e.getMessage(), e);
    }
    return new ArchiveException(
        "%s is truncated or corrupted: %s"
            .formatted(
                name, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
        e);
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
