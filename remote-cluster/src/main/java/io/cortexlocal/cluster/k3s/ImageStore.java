package io.cortexlocal.cluster.k3s;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.reference.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;

/** The images that containerd has on the node. */
final class ImageStore {

  private static final String DIRECTORY = "/tmp";
  private static final String ARCHIVE_REPOSITORY = "docker.io/cortex-local/archive-";

  private final GenericContainer<?> node;
  private final AtomicInteger transfers = new AtomicInteger();

  ImageStore(GenericContainer<?> node) {
    this.node = node;
  }

  /** Imports a tar file, and makes sure that it brought the images that it should. */
  void importTar(Path tar, List<String> expected) {
    sent(tar, target -> ctr("images", "import", "--digests=false", target));
    List<String> present = names();
    for (String image : expected) {
      if (!present.contains(ImageReference.canonical(image))) {
        throw new ImageException(
                "image %s is not on the node after its import, which has: %s"
                    .formatted(image, String.join(", ", present)))
            .of(image);
      }
    }
  }

  /**
   * Imports an archive for one image: the one of that name, else the only one, which gets the name.
   */
  void importArchive(Path tar, String image) {
    String canonical = ImageReference.canonical(image);
    if (names().contains(canonical)) {
      ctr("images", "remove", canonical);
    }
    sent(
        tar,
        target -> {
          ctr("images", "import", "--digests=false", target);
          if (!names().contains(canonical)) {
            nameTheOnlyOne(tar, target, image);
          }
        });
  }

  /** Under a base name of its own, each image of an archive is one of its digests. */
  private void nameTheOnlyOne(Path tar, String target, String image) {
    String base = ARCHIVE_REPOSITORY + transfers.incrementAndGet();
    ctr("images", "import", "--digests=true", "--base-name", base, target);
    List<String> found = names().stream().filter(name -> name.startsWith(base + "@")).toList();
    if (found.size() != 1) {
      throw new ImageException(
          """
          image %s cannot be had from the archive %s: there are %d images in it, and none is %s
          Try: docker save %s -o %s"""
              .formatted(image, tar, found.size(), image, image, tar));
    }
    ctr("images", "tag", "--force", found.get(0), ImageReference.canonical(image));
  }

  private void sent(Path tar, Consumer<String> use) {
    String name = "cortex-local-" + transfers.incrementAndGet() + ".tar";
    String target = DIRECTORY + "/" + name;
    send(tar, name);
    try {
      use.accept(target);
    } finally {
      run("rm", "-f", target);
    }
  }

  /**
   * Testcontainers' own copying goes through a pipe between two threads: much slower, and it hangs
   * when the engine goes away.
   */
  private void send(Path file, String name) {
    try (InputStream archive = SingleFileTar.open(file, name)) {
      node.getDockerClient()
          .copyArchiveToContainerCmd(node.getContainerId())
          .withTarInputStream(archive)
          .withRemotePath(DIRECTORY)
          .exec();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (RuntimeException e) {
      throw new ClusterException(
          "cannot send %s to the node: %s".formatted(file, DockerEngine.rootMessage(e)), e);
    }
  }

  void tag(String present, String added) {
    ctr(
        "images",
        "tag",
        "--force",
        ImageReference.canonical(present),
        ImageReference.canonical(added));
  }

  List<String> names() {
    return Arrays.stream(ctr("images", "list", "--quiet").split("\n", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private String ctr(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ctr", "--namespace", "k8s.io"));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  private String run(String... command) {
    try {
      ExecResult result = node.execInContainer(StandardCharsets.UTF_8, command);
      if (result.getExitCode() != 0) {
        throw new ClusterException(
            "%s on the node ended with exit code %d: %s"
                .formatted(
                    String.join(" ", command), result.getExitCode(), result.getStderr().strip()));
      }
      return result.getStdout();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted in " + String.join(" ", command), e);
    }
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }
}
