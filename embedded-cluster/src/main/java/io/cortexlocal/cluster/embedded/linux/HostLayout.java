package io.cortexlocal.cluster.embedded.linux;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A root made of this machine's own files, read-only. {@code /tmp} and {@code /run} are empty.
 *
 * <p>Its directories are seen through an overlay, and not as they are: a mount that is read-only
 * keeps nobody from connecting to a unix socket or from writing to a FIFO, while those of an
 * overlay are others than those below it, whenever they were made. They are shown by the node's
 * root, as late as can be: what is mounted, and what may be looked at, differs between the node and
 * this JVM.
 */
final class HostLayout {

  private static final String TEMPORARY = "/tmp/";

  private final ContainerFiles files = new ContainerFiles(Path.of("/"));
  private final List<String> words = new ArrayList<>();

  private HostLayout() {}

  /**
   * Puts a root together.
   *
   * @param root where it will be put together, for processes in the node
   * @param own the directory of what the container may write to, likewise
   * @param sys the pod's sysfs, likewise
   * @param binds those above others first
   */
  static ContainerLayout of(
      String root, String own, String sys, List<Bind> binds, String workingDirectory) {
    return new HostLayout().with(root, own, sys, binds, workingDirectory);
  }

  private ContainerLayout with(
      String root, String own, String sys, List<Bind> binds, String workingDirectory) {
    for (String temporary : List.of("/tmp", "/run")) {
      files.mount(temporary, Optional.empty());
    }
    List<Bind> resolved = binds.stream().map(this::resolve).toList();
    want(files.find(workingDirectory).path());
    show("/");
    for (String temporary : List.of("/tmp", "/run")) {
      words.addAll(List.of("bind", temporary, own + temporary));
    }
    showTemporary(workingDirectory);
    List<String> options = new ArrayList<>(List.of("--bind", root + "/merged", "/"));
    options.addAll(KernelFiles.options(sys, own + "/dev"));
    resolved.forEach(bind -> bind.addTo(words, options));
    options.addAll(List.of("--remount-ro", "/"));
    return new ContainerLayout(
        Optional.empty(), words, options, files, files.find(workingDirectory).path());
  }

  private Bind resolve(Bind bind) {
    String path = files.find(bind.path()).path();
    files.mount(path, Optional.of(bind.seen()));
    return bind.at(path);
  }

  /** Programs may be where a directory can be entered but not listed. */
  private void want(String workingDirectory) {
    words.addAll(List.of("want", workingDirectory));
    for (String directory : HostTools.path().split(File.pathSeparator, -1)) {
      if (directory.startsWith("/")) {
        words.addAll(List.of("want", directory));
      }
    }
  }

  private void show(String directory) {
    words.addAll(List.of("show", directory));
  }

  /** A directory below the machine's {@code /tmp} is not there otherwise. */
  private void showTemporary(String directory) {
    Path own = Path.of(directory);
    if (directory.startsWith(TEMPORARY)
        && files.find(directory).source().isEmpty()
        && Files.isDirectory(own)) {
      files.mount(directory, Optional.of(own));
      show(directory);
    }
  }
}
