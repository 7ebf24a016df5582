package io.cortexlocal.cluster.embedded.linux;

import java.nio.file.Files;
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
    List<String> points = new ArrayList<>(List.of("dir", "/proc", "dir", "/dev", "dir", "/sys"));
    List<String> options = new ArrayList<>(List.of("--bind", root + "/merged", "/"));
    options.addAll(KernelFiles.options(sys, own + "/dev"));
    List<String> above = new ArrayList<>(List.of("/proc", "/dev", "/sys"));
    for (Bind bind : binds) {
      String path = files.find(bind.path()).path();
      if (!below(path, above)) {
        points.addAll(List.of(Files.isDirectory(bind.seen()) ? "dir" : "file", path));
      }
      options.addAll(List.of(bind.readOnly() ? "--ro-bind" : "--bind", bind.source(), path));
      files.mount(path, Optional.of(bind.seen()));
      above.add(path);
    }
    String directory = files.find(workingDirectory).path();
    if (!below(directory, above)) {
      points.addAll(List.of("dir", directory));
    }
    return new ContainerLayout(Optional.of(image), points, options, files, directory);
  }

  private static boolean below(String path, List<String> above) {
    return above.stream().anyMatch(point -> path.equals(point) || path.startsWith(point + "/"));
  }
}
