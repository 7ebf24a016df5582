package io.cortexlocal.cluster.k3s;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** A tar archive of one file, read from it as it is sent. */
final class SingleFileTar {

  private static final int RECORD = 512;
  private static final int MODE = 0600;

  private SingleFileTar() {}

  /** Opens the archive; the caller closes the stream. */
  static InputStream open(Path file, String name) throws IOException {
    long size = Files.size(file);
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(size);
    entry.setMode(MODE);
    byte[] header = new byte[RECORD];
    entry.writeEntryHeader(header);
    int padding = (int) ((RECORD - size % RECORD) % RECORD);
    return new SequenceInputStream(
        Collections.enumeration(
            List.of(
                new ByteArrayInputStream(header),
                Files.newInputStream(file),
                new ByteArrayInputStream(new byte[padding + 2 * RECORD]))));
  }
}
