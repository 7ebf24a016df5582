package io.cortexlocal.cluster.embedded.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** A tar file of which every field may be wrong. */
final class RawTar {

  static final int RECORD = 512;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  RawTar file(String name, byte[] content) {
    return entry('0', name, content.length, content);
  }

  /** Adds an entry whose header says a size that its content need not have. */
  RawTar entry(char type, String name, long size, byte[] content) {
    return raw(header(type, name, size)).raw(content).pad();
  }

  RawTar link(char type, String name, String target) {
    byte[] header = header(type, name, 0);
    byte[] link = target.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(link, 0, header, 157, Math.min(100, link.length));
    return raw(summed(header));
  }

  RawTar raw(byte[] more) {
    bytes.writeBytes(more);
    return this;
  }

  private RawTar pad() {
    return raw(new byte[(RECORD - bytes.size() % RECORD) % RECORD]);
  }

  byte[] end() {
    return raw(new byte[2 * RECORD]).bytes.toByteArray();
  }

  byte[] unended() {
    return bytes.toByteArray();
  }

  static byte[] header(char type, String name, long size) {
    byte[] header = new byte[RECORD];
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, header, 0, Math.min(100, text.length));
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    if (size >= 0 && size < 1L << 33) {
      put(header, 124, String.format(Locale.ROOT, "%011o\0", size));
    } else {
      header[124] = (byte) (size < 0 ? 0xff : 0x80);
      for (int i = 0; i < 11; i++) {
        header[135 - i] = (byte) (i < 8 ? size >>> (8 * i) : size < 0 ? 0xff : 0);
      }
    }
    put(header, 136, "00000000000\0");
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    return summed(header);
  }

  private static byte[] summed(byte[] header) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] content = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(content, 0, header, at, content.length);
  }

  /** Returns a record of an extended header, with the length that it needs. */
  static String record(String keyAndValue) {
    int length = keyAndValue.length() + 3;
    while (Integer.toString(length).length() + 2 + keyAndValue.length() != length) {
      length = Integer.toString(length).length() + 2 + keyAndValue.length();
    }
    return length + " " + keyAndValue + "\n";
  }
}
