package io.cortexlocal.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/** How an image is had on this machine, as {@code cortex-local.yaml} says it. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public sealed interface ImageSource {

  /** Returns what a backend takes that can run a command in place of an image. */
  default ImageSource preferringRun() {
    return this;
  }

  /** Returns what a backend takes that runs images only. */
  default ImageSource preferringImage() {
    return this;
  }

  /**
   * A directory with a Dockerfile, built with the Docker engine.
   *
   * @param directory absolute
   */
  record Build(Path directory) implements ImageSource {}

  /**
   * A tar file in the format of {@code docker save} or of an OCI layout.
   *
   * @param file absolute
   */
  record Archive(Path file) implements ImageSource {}

  /**
   * A command on this machine, sandboxed as the container; for the embedded backend only.
   *
   * @param command the program, with a path or to be found on the {@code PATH}, and its arguments
   * @param directory absolute; in which it runs
   * @param environment added to what the backend passes on of this machine's
   * @param declaredAt file, line and column, where it comes from a file; for messages
   */
  record Run(
      List<String> command,
      Path directory,
      Map<String, String> environment,
      Optional<String> declaredAt)
      implements ImageSource {

    public Run {
      if (command.isEmpty()) {
        throw new IllegalArgumentException("a command has at least one element");
      }
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }

    public Run(List<String> command, Path directory) {
      this(command, directory, Map.of(), Optional.empty());
    }
  }

  /** A command for the backend that can run it, and an image for those that cannot. */
  record RunOrImage(Run run, ImageSource image) implements ImageSource {

    public RunOrImage {
      if (!(image instanceof Build) && !(image instanceof Archive)) {
        throw new IllegalArgumentException("beside a command: a build or an archive");
      }
    }

    @Override
    public ImageSource preferringRun() {
      return run;
    }

    @Override
    public ImageSource preferringImage() {
      return image;
    }
  }
}
