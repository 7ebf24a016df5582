package io.cortexlocal.cluster.embedded.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * What a tar file may have, checked header by header before the library reads it: that one takes a
 * name or an extended header of any size into memory, and any number of them for one entry.
 */
final class TarBounds {

  /** The longest extended header or long name, in bytes. */
  static final int LONGEST_EXTENSION = 1 << 20;

  private static final int RECORD = TarConstants.DEFAULT_RCDSIZE;
  private static final int MOST_EXTENSIONS = 8;
  private static final long LARGEST_CONTENT = 1L << 50;
  private static final int SIZE_OFFSET = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int TYPE_OFFSET = 156;
  private static final String LONG_NAMES = "LK";
  private static final String LOCAL_HEADERS = "xX";
  private static final char GLOBAL_HEADER = 'g';
  private static final char SPARSE = 'S';

  private final int mostEntries;
  private final long mostExtensionBytes;
  private long extensionBytes;
  private int entries;
  private int extensions;
  private long sizeOfNext = -1;
  private boolean ended;

  /**
   * Creates it.
   *
   * @param mostEntries how many files, directories and links there may be
   * @param mostExtensionBytes what all long names and extended headers may have together
   */
  TarBounds(int mostEntries, long mostExtensionBytes) {
    this.mostEntries = mostEntries;
    this.mostExtensionBytes = mostExtensionBytes;
  }

  /** What follows a header. */
  enum Content {
    /** Bytes of a file, which are of no interest here. */
    FILE,
    /** An extended header, to be handed to {@link #extended}. */
    EXTENDED,
    /** An extended header for all entries that follow. */
    GLOBAL,
    /** A long name. */
    NAME,
    /** Nothing: the archive has ended, and whatever follows is not read. */
    END
  }

  /** What follows a header: of what kind, and how many bytes, without the padding. */
  record Next(Content content, long bytes) {

    /** Returns the bytes with their padding to whole records. */
    long padded() {
      return (bytes + RECORD - 1) / RECORD * RECORD;
    }
  }

  /**
   * Takes the next header.
   *
   * @throws IOException when it, or what it announces, is out of bounds
   */
  Next header(byte[] header) throws IOException {
    if (ended || isZero(header)) {
      ended = true;
      return new Next(Content.END, 0);
    }
    long size;
    try {
      size = TarUtils.parseOctalOrBinary(header, SIZE_OFFSET, SIZE_LENGTH);
    } catch (IllegalArgumentException e) {
      throw new IOException("an entry has no size: " + e.getMessage(), e);
    }
    char type = (char) header[TYPE_OFFSET];
    boolean isLocal = LOCAL_HEADERS.indexOf(type) >= 0;
    if (isLocal || type == GLOBAL_HEADER || LONG_NAMES.indexOf(type) >= 0) {
      requireExtension(size);
      return new Next(
          isLocal ? Content.EXTENDED : type == GLOBAL_HEADER ? Content.GLOBAL : Content.NAME, size);
    }
    if (type == SPARSE) {
      throw new IOException("an entry is sparse, which an image's cannot be");
    }
    extensions = 0;
    entries++;
    if (entries > mostEntries) {
      throw new IOException("it has more than %d entries".formatted(mostEntries));
    }
    long content = sizeOfNext >= 0 ? sizeOfNext : size;
    sizeOfNext = -1;
    if (content < 0 || content > LARGEST_CONTENT) {
      throw new IOException("an entry says that it has %d bytes".formatted(content));
    }
    return new Next(Content.FILE, content);
  }

  private void requireExtension(long size) throws IOException {
    if (size < 0 || size > LONGEST_EXTENSION) {
      throw new IOException(
          "an entry's name or extended header has %d bytes, but at most %d are read"
              .formatted(size, LONGEST_EXTENSION));
    }
    extensions++;
    if (extensions > MOST_EXTENSIONS) {
      throw new IOException(
          "an entry has more than %d extended headers".formatted(MOST_EXTENSIONS));
    }
    extensionBytes += size;
    if (extensionBytes > mostExtensionBytes) {
      throw new IOException(
          "the names and extended headers have more than %d bytes together"
              .formatted(mostExtensionBytes));
    }
  }

  /**
   * Takes the content of an extended header.
   *
   * @throws IOException when it is malformed, or says what an image's may not
   */
  void extended(byte[] content, Content kind) throws IOException {
    for (String record : records(content)) {
      int equals = record.indexOf('=');
      String key = equals < 0 ? record : record.substring(0, equals);
      if (key.startsWith("GNU.sparse")) {
        throw new IOException("an entry is sparse, which an image's cannot be");
      }
      if (key.equals("size")) {
        if (kind == Content.GLOBAL) {
          throw new IOException("an extended header gives all entries one size");
        }
        sizeOfNext = size(record.substring(equals + 1));
      }
    }
  }

  private static long size(String text) throws IOException {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new IOException("an extended header has a size that is no number", e);
    }
  }

  /** Each is its own length in decimal, a blank, {@code key=value} and a line feed. */
  private static List<String> records(byte[] content) throws IOException {
    List<String> records = new ArrayList<>();
    int at = 0;
    while (at < content.length && content[at] != 0) {
      int blank = at;
      long length = 0;
      while (blank < content.length && content[blank] != ' ' && length <= LONGEST_EXTENSION) {
        int digit = content[blank] - '0';
        if (digit < 0 || digit > 9) {
          throw malformed();
        }
        length = length * 10 + digit;
        blank++;
      }
      int end = (int) Math.min(at + length, Integer.MAX_VALUE);
      if (blank >= content.length || end > content.length || end <= blank + 1) {
        throw malformed();
      }
      records.add(new String(content, blank + 1, end - blank - 2, StandardCharsets.UTF_8));
      at = end;
    }
    return records;
  }

  private static IOException malformed() {
    return new IOException("an extended header is malformed");
  }

  private static boolean isZero(byte[] header) {
    for (byte each : header) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }
}
