package io.cortexlocal.cluster.embedded;

import io.cortexlocal.cluster.embedded.image.ContainerImage;
import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import io.cortexlocal.cluster.embedded.image.EmbeddedImages;
import io.cortexlocal.cluster.embedded.image.RootFilesystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The images that gateway and sidecars name: here they stand for programs of this machine. */
final class MachineImages {

  static final String GATEWAY = "cortex-local/gateway";
  static final String PROGRAMS = "cortex-local/programs";

  private MachineImages() {}

  static void register(EmbeddedImages images, EmbeddedSettings settings, Path envoy) {
    String path =
        envoy.getParent()
            + ":"
            + settings.environment().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    images.register(
        settings.envoyImage(), image(new RootFilesystem.Host(), path, envoy.getParent()));
    images.register(GATEWAY, image(new RootFilesystem.Node(), path, envoy.getParent()));
    images.register(PROGRAMS, image(new RootFilesystem.Program(), path, envoy.getParent()));
  }

  /** Only the working directory is there when it is below the machine's {@code /tmp}. */
  private static ContainerImage image(RootFilesystem root, String path, Path directory) {
    return new ContainerImage(
        root, List.of(), List.of(), Map.of("PATH", path), directory.toString(), User.ROOT);
  }
}
