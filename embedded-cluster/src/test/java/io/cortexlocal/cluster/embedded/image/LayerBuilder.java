package io.cortexlocal.cluster.embedded.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes a layer's tar, entries of any name and kind. */
final class LayerBuilder {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar =
      new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name());

  LayerBuilder() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  LayerBuilder file(String name, String content) {
    return file(name, content, entry -> {});
  }

  LayerBuilder file(String name, String content, Consumer<TarArchiveEntry> more) {
    return bytes(name, content.getBytes(StandardCharsets.UTF_8), more);
  }

  LayerBuilder bytes(String name, byte[] content, Consumer<TarArchiveEntry> more) {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
    entry.setSize(content.length);
    more.accept(entry);
    return put(entry, content);
  }

  LayerBuilder directory(String name) {
    return directory(name, entry -> {});
  }

  LayerBuilder directory(String name, Consumer<TarArchiveEntry> more) {
    TarArchiveEntry entry = new TarArchiveEntry(name + "/", TarConstants.LF_DIR, true);
    more.accept(entry);
    return put(entry, new byte[0]);
  }

  LayerBuilder symbolicLink(String name, String target) {
    return link(name, target, TarConstants.LF_SYMLINK);
  }

  LayerBuilder hardLink(String name, String target) {
    return link(name, target, TarConstants.LF_LINK);
  }

  private LayerBuilder link(String name, String target, byte kind) {
    TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
    entry.setLinkName(target);
    return put(entry, new byte[0]);
  }

  LayerBuilder special(String name, byte kind) {
    return put(new TarArchiveEntry(name, kind, true), new byte[0]);
  }

  private LayerBuilder put(TarArchiveEntry entry, byte[] data) {
    try {
      tar.putArchiveEntry(entry);
      tar.write(data);
      tar.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] tar() {
    try {
      tar.close();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
