package io.cortexlocal.cli.up;

import io.cortexlocal.cli.control.ImageFiles;
import io.cortexlocal.image.LocalImages;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How the images of files are had that are none of an {@code up}'s own, and were deployed into it;
 * as their {@code cortex-local.yaml} said then. Safe for use by several threads.
 */
final class ForeignImages implements ImageFiles {

  private final Supplier<UpFiles> own;
  private final Map<Path, LocalImages> files = new LinkedHashMap<>();

  /**
   * @param own files of the {@code up}, which are read anew for each deployment
   */
  ForeignImages(Supplier<UpFiles> own) {
    this.own = own;
  }

  @Override
  public void add(Path cortexYaml) {
    Path folder = cortexYaml.toAbsolutePath().normalize().getParent();
    if (own.get().files().stream()
        .anyMatch(it -> it.path().toAbsolutePath().normalize().getParent().equals(folder))) {
      return;
    }
    LocalImages images = LocalImages.nextTo(cortexYaml);
    synchronized (files) {
      files.remove(folder);
      files.put(folder, images);
    }
  }

  /** Returns images with these; what was deployed last counts. */
  LocalImages over(LocalImages own) {
    LocalImages images = own;
    synchronized (files) {
      for (LocalImages foreign : files.values()) {
        images = images.with(foreign);
      }
    }
    return images;
  }
}
