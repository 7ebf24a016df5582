package io.cortexlocal.junit;

import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Configurations for the echo server of {@code fixtures/apps}. */
final class EchoApis {

  static final String IMAGE = "cortex-local-test/echo:1.0";

  private static final Path APP = Path.of("../fixtures/apps/echo").toAbsolutePath().normalize();

  static final LocalImages IMAGES =
      new LocalImages(
          Map.of(
              IMAGE,
              new ImageSource.RunOrImage(
                  new ImageSource.Run(List.of("python3", "server.py"), APP),
                  new ImageSource.Build(APP))));

  private EchoApis() {}

  /** Writes a file with one API of one container, whose further keys are given, indented by 6. */
  static Path write(Path directory, String name, String image, String container) {
    String yaml =
        """
        - name: %s
          kind: RealtimeAPI
          pod:
            containers:
            - name: api
              image: %s
        """
            .formatted(name, image);
    try {
      return Files.writeString(directory.resolve("cortex.yaml"), yaml + container.indent(6));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
