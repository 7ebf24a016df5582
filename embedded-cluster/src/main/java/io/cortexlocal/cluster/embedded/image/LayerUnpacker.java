package io.cortexlocal.cluster.embedded.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the entries of layers, with whiteouts, as OCI's image specification says. */
final class LayerUnpacker {

  private static final Logger LOG = LoggerFactory.getLogger(LayerUnpacker.class);

  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final String AUFS = ".wh..wh.";

  private final RootWriter root;

  LayerUnpacker(RootWriter root) {
    this.root = root;
  }

  void apply(LayerTar layer) throws IOException, ArchiveException {
    root.startLayer();
    for (Optional<TarArchiveEntry> next = layer.next(); next.isPresent(); next = layer.next()) {
      apply(next.get(), layer);
    }
  }

  private void apply(TarArchiveEntry entry, LayerTar layer) throws IOException, ArchiveException {
    List<String> name = RootPath.parts(entry.getName());
    String last = name.isEmpty() ? "" : name.get(name.size() - 1);
    if (last.startsWith(WHITEOUT)) {
      whiteout(name, last);
    } else if (entry.isSymbolicLink()) {
      root.symbolicLink(name, FileMetadata.of(entry), entry.getLinkName());
    } else if (entry.isLink()) {
      root.hardLink(name, RootPath.parts(entry.getLinkName()));
    } else if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
      LOG.debug("{} is a device or a pipe, and is left out", entry.getName());
    } else if (entry.isDirectory()) {
      root.directory(name, FileMetadata.of(entry));
    } else {
      root.file(name, FileMetadata.of(entry), layer);
    }
  }

  private void whiteout(List<String> name, String last) throws IOException, ArchiveException {
    List<String> directory = name.subList(0, name.size() - 1);
    if (last.equals(OPAQUE)) {
      root.opaque(directory);
      return;
    }
    if (last.startsWith(AUFS)) {
      return;
    }
    String hidden = last.substring(WHITEOUT.length());
    if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
      throw new ArchiveException(
          "the entry \"%s\" is a whiteout of nothing".formatted(String.join("/", name)));
    }
    List<String> path = new ArrayList<>(directory);
    path.add(hidden);
    root.whiteout(path);
  }
}
