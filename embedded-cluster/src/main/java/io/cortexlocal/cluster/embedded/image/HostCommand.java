package io.cortexlocal.cluster.embedded.image;

import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.ImageSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes an image of a command on this machine. */
final class HostCommand {

  private static final List<String> PASSED_ON = List.of("PATH", "HOME", "LANG", "JAVA_HOME");

  private final Map<String, String> machine;

  HostCommand(Map<String, String> machine) {
    this.machine = machine;
  }

  /**
   * Returns the image.
   *
   * @throws ImageException when the program is not there
   */
  ContainerImage image(String image, ImageSource.Run run) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String name : PASSED_ON) {
      if (machine.containsKey(name)) {
        environment.put(name, machine.get(name));
      }
    }
    environment.putAll(run.environment());
    if (!Files.isDirectory(run.directory())) {
      throw refused(
          image,
          run,
          "directory %s does not exist".formatted(run.directory()),
          "a directory that is there.");
    }
    requireProgram(image, run, environment.getOrDefault("PATH", ""));
    return new ContainerImage(
        new RootFilesystem.Host(),
        run.command(),
        List.of(),
        environment,
        run.directory().toString(),
        User.ROOT);
  }

  private static void requireProgram(String image, ImageSource.Run run, String path) {
    String program = run.command().get(0);
    if (ProgramSearch.find(program, run.directory(), path).isPresent()) {
      return;
    }
    if (program.indexOf('/') >= 0) {
      Path file = run.directory().resolve(program);
      throw refused(
          image,
          run,
          Files.exists(file)
              ? "%s is not an executable file".formatted(file)
              : "there is no program %s".formatted(file),
          Files.isRegularFile(file) ? "chmod +x %s".formatted(file) : "build it first.");
    }
    boolean inDirectory = ProgramSearch.find("./" + program, run.directory(), path).isPresent();
    throw refused(
        image,
        run,
        "\"%s\" is not a program on this machine's PATH".formatted(program),
        inDirectory
            ? "./%s, which is in %s".formatted(program, run.directory())
            : "install it, or say where it is: command: [/path/to/%s]".formatted(program));
  }

  private static ImageException refused(
      String image, ImageSource.Run run, String message, String hint) {
    String location = run.declaredAt().map(" (%s)"::formatted).orElse("");
    return new ImageException(
        "image %s: run: %s%s\nTry: %s".formatted(image, message, location, hint));
  }
}
