package io.cortexlocal.cluster.embedded.image;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarFile;

/** The tar file that holds images, each of its files readable by name. */
final class ImageTar implements Closeable {

  private static final int LARGEST_DOCUMENT = 4 << 20;
  private static final int MOST_ENTRIES = 100_000;
  private static final long MOST_EXTENSION_BYTES = 4L << 20;
  private static final int MOST_LINKS = 8;
  private static final int BUFFER = 1 << 16;
  private static final int MAGIC_OFFSET = 257;

  private final SeekableByteChannel channel;
  private final TarFile tar;
  private final Map<String, TarArchiveEntry> entries = new HashMap<>();

  private ImageTar(SeekableByteChannel channel, TarFile tar) {
    this.channel = channel;
    this.tar = tar;
  }

  /**
   * Opens a tar file.
   *
   * @param scratch a directory for the content of a compressed one
   */
  static ImageTar open(Path file, Path scratch) throws IOException, ArchiveException {
    if (Files.isDirectory(file)) {
      throw new ArchiveException("it is a directory");
    }
    if (!Files.exists(file)) {
      throw new ArchiveException("there is no such file");
    }
    if (Files.size(file) == 0) {
      throw new ArchiveException("it has 0 bytes");
    }
    Path plain = plain(file, scratch);
    if (Files.size(plain) < TarConstants.DEFAULT_RCDSIZE) {
      throw new ArchiveException("it is not a tar file");
    }
    SeekableByteChannel channel = Files.newByteChannel(plain);
    try {
      requireBounds(channel, plain);
      ImageTar tar = new ImageTar(channel, read(channel, plain));
      tar.index();
      return tar;
    } catch (IOException | ArchiveException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static Path plain(Path file, Path scratch) throws IOException, ArchiveException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      if (Compression.of(in) == Compression.NONE) {
        return file;
      }
      Path plain = Files.createTempFile(scratch, "archive", ".tar");
      FreeSpace space = FreeSpace.of(scratch);
      try (InputStream content = decompressed(in);
          OutputStream out = Files.newOutputStream(plain)) {
        byte[] buffer = new byte[BUFFER];
        for (int read = next(content, buffer); read >= 0; read = next(content, buffer)) {
          space.beforeWriting(read);
          out.write(buffer, 0, read);
        }
      }
      return plain;
    }
  }

  private static InputStream decompressed(InputStream in) throws ArchiveException {
    try {
      return Compression.decompressed(in);
    } catch (Compression.UnknownCompressionException e) {
      throw new ArchiveException("it " + e.getMessage(), e);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private static int next(InputStream content, byte[] buffer) throws ArchiveException {
    try {
      return content.read(buffer);
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
  }

  private static void requireBounds(SeekableByteChannel channel, Path file)
      throws IOException, ArchiveException {
    if (!hasMagic(file)) {
      return;
    }
    TarBounds bounds = new TarBounds(MOST_ENTRIES, MOST_EXTENSION_BYTES);
    long at = 0;
    try {
      while (true) {
        byte[] header = readAt(channel, at, TarConstants.DEFAULT_RCDSIZE);
        if (header.length < TarConstants.DEFAULT_RCDSIZE) {
          break;
        }
        TarBounds.Next next = bounds.header(header);
        at += header.length;
        if (next.content() == TarBounds.Content.END || next.padded() > channel.size() - at) {
          break;
        }
        if (next.content() == TarBounds.Content.EXTENDED
            || next.content() == TarBounds.Content.GLOBAL) {
          bounds.extended(readAt(channel, at, (int) next.bytes()), next.content());
        }
        at += next.padded();
      }
    } catch (IOException e) {
      throw broken(e);
    }
    channel.position(0);
  }

  private static byte[] readAt(SeekableByteChannel channel, long at, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    channel.position(at);
    int read = 0;
    while (bytes.hasRemaining() && read >= 0) {
      read = channel.read(bytes);
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static TarFile read(SeekableByteChannel channel, Path file)
      throws IOException, ArchiveException {
    try {
      return new TarFile(channel);
    } catch (IOException | RuntimeException e) {
      if (!hasMagic(file)) {
        throw new ArchiveException("it is not a tar file", e);
      }
      throw broken(e);
    }
  }

  private static boolean hasMagic(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(MAGIC_OFFSET);
      return new String(in.readNBytes(5), StandardCharsets.US_ASCII).equals("ustar");
    } catch (EOFException e) {
      return false;
    }
  }

  private void index() throws IOException, ArchiveException {
    long size = channel.size();
    for (TarArchiveEntry entry : tar.getEntries()) {
      if (entry.isFile() && entry.getDataOffset() + entry.getSize() > size) {
        throw new ArchiveException(
            "it is truncated: \"%s\" should end at byte %d, but the file has %d"
                .formatted(entry.getName(), entry.getDataOffset() + entry.getSize(), size));
      }
      entries.put(normalized(entry.getName()), entry);
    }
  }

  /** Returns whether there is a file of that name. */
  boolean has(String name) throws ArchiveException {
    return find(name).isPresent();
  }

  /** Reads one of the small files that describe the images. */
  byte[] document(String name) throws ArchiveException {
    try (InputStream in = open(name)) {
      byte[] content = in.readNBytes(LARGEST_DOCUMENT + 1);
      if (content.length > LARGEST_DOCUMENT) {
        throw new ArchiveException("%s has more than %d bytes".formatted(name, LARGEST_DOCUMENT));
      }
      return content;
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
  }

  /** Opens a file of any size. */
  InputStream open(String name) throws ArchiveException {
    TarArchiveEntry entry =
        find(name).orElseThrow(() -> new ArchiveException("it has no file %s".formatted(name)));
    try {
      return tar.getInputStream(entry);
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
  }

  /** Older engines write a layer that two images share once, and link to it. */
  private Optional<TarArchiveEntry> find(String name) throws ArchiveException {
    String at = normalized(name);
    for (int links = 0; links < MOST_LINKS; links++) {
      TarArchiveEntry entry = entries.get(at);
      if (entry == null || entry.isDirectory()) {
        return Optional.empty();
      }
      if (entry.isSymbolicLink()) {
        at = normalized(at + "/../" + entry.getLinkName());
      } else if (entry.isLink()) {
        at = normalized(entry.getLinkName());
      } else {
        return Optional.of(entry);
      }
    }
    throw new ArchiveException("too many links from %s".formatted(name));
  }

  private static String normalized(String name) throws ArchiveException {
    return String.join("/", RootPath.parts(name));
  }

  private static ArchiveException broken(Exception e) {
    return new ArchiveException(
        "it is truncated or corrupted: "
            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
        e);
  }

  @Override
  public void close() throws IOException {
    tar.close();
    channel.close();
  }
}
