package io.cortexlocal.cluster.embedded.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A root that is an unpacked image below a layer of the container's own, which it may write to. */
final class ImageLayout {

  private ImageLayout() {}

  /**
   * Puts a root together.
   *
   * @param image the unpacked image
   * @param root where the layers will be put together, for processes in the node
   * @param own the directory of what the container may write to, for processes in the node
   * @param sys the pod's sysfs, likewise
   * @param binds those above others first
   */
  static ContainerLayout of(
      Path image, String root, String own, String sys, List<Bind> binds, String workingDirectory) {
    ContainerFiles files = new ContainerFiles(image);
    List<String> words = new ArrayList<>(List.of("dir", "/proc", "dir", "/dev", "dir", "/sys"));
    List<String> options = new ArrayList<>(List.of("--bind", root + "/merged", "/"));
    options.addAll(KernelFiles.options(sys, own + "/dev"));
    for (Bind bind : binds) {
      String path = files.find(bind.path()).path();
      bind.at(path).addTo(words, options);
      files.mount(path, Optional.of(bind.seen()));
    }
    String directory = files.find(workingDirectory).path();
    if (!KernelFiles.has(directory)) {
      words.addAll(List.of("dir", directory));
    }
    return new ContainerLayout(Optional.of(image), words, options, files, directory);
  }
}
