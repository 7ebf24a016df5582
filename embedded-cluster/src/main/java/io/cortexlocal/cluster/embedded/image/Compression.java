package io.cortexlocal.cluster.embedded.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/** How a layer or an archive is compressed, told by its first bytes as containerd does. */
enum Compression {
  NONE("-"),
  GZIP("1f8b08"),
  ZSTD("28b52ffd"),
  BZIP2("425a68"),
  XZ("fd377a585a");

  private static final int BUFFER = 1 << 16;
  private static final int LONGEST = 5;

  private final String magic;

  Compression(String magic) {
    this.magic = magic;
  }

  /** It is compressed with something that images are not compressed with. */
  static final class UnknownCompressionException extends IOException {

    private static final long serialVersionUID = 1L;

    UnknownCompressionException(Compression compression) {
      super(
          "is compressed with %s; known are gzip and zstd"
              .formatted(compression.name().toLowerCase(Locale.ROOT)));
    }
  }

  static Compression of(InputStream markable) throws IOException {
    markable.mark(LONGEST);
    byte[] start = markable.readNBytes(LONGEST);
    markable.reset();
    String hex = HexFormat.of().formatHex(start);
    for (Compression each : values()) {
      if (hex.startsWith(each.magic)) {
        return each;
      }
    }
    return NONE;
  }

  /** Returns the content, decompressed when it is compressed. */
  static InputStream decompressed(InputStream compressed) throws IOException {
    InputStream buffered = new BufferedInputStream(compressed, BUFFER);
    Compression compression = of(buffered);
    return switch (compression) {
      case NONE -> buffered;
      case GZIP ->
          GzipCompressorInputStream.builder()
              .setInputStream(buffered)
              .setDecompressConcatenated(true)
              .get();
      case ZSTD -> new ZstdCompressorInputStream(buffered);
      case BZIP2, XZ -> throw new UnknownCompressionException(compression);
    };
  }
}
