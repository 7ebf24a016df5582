package io.cortexlocal.cluster.embedded.image;

import io.cortexlocal.stream.FileTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The Docker engine, through its command line, where both are there. */
final class DockerCli {

  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration TRANSFER = Duration.ofMinutes(10);
  private static final Duration BUILD = Duration.ofMinutes(30);
  private static final int EVIDENCE = 2000;
  private static final int LONGEST_OUTPUT = 64 << 10;

  private final Path program;
  private final Path scratch;

  /** A command that Docker refused or did not end in time; the message has its last output. */
  static final class DockerException extends Exception {

    private static final long serialVersionUID = 1L;

    DockerException(String message) {
      super(message);
    }
  }

  private record Result(int exitCode, String output, String errors) {

    /** Docker prints progress, and the reason last. */
    String reason() {
      String text = errors.isBlank() ? output.strip() : errors.strip();
      if (text.isEmpty()) {
        return "exit code " + exitCode;
      }
      return text.length() <= EVIDENCE ? text : "…" + text.substring(text.length() - EVIDENCE);
    }
  }

  private DockerCli(Path program, Path scratch) {
    this.program = program;
    this.scratch = scratch;
  }

  /**
   * Finds Docker.
   *
   * @param path to look for the program on
   * @param scratch for the output of its commands
   * @return nothing when there is no program, or it has no engine that answers
   */
  static Optional<DockerCli> find(String path, Path scratch) throws IOException {
    Optional<Path> program = ProgramSearch.find("docker", Path.of("/"), path);
    if (program.isEmpty()) {
      return Optional.empty();
    }
    DockerCli docker = new DockerCli(program.get(), scratch);
    try {
      Result version =
          docker.run(ANSWER, Map.of(), List.of("version", "--format", "{{.Server.Version}}"));
      return version.exitCode() == 0 ? Optional.of(docker) : Optional.empty();
    } catch (DockerException e) {
      return Optional.empty();
    }
  }

  /** Returns the id that the engine gives an image, if it has it. */
  Optional<String> imageId(String image) throws IOException, DockerException {
    Result result =
        run(ANSWER, Map.of(), List.of("image", "inspect", "--format", "{{.Id}}", "--", image));
    return result.exitCode() == 0 ? Optional.of(result.output().strip()) : Optional.empty();
  }

  /** Writes an image to a file that is not there yet. */
  void save(String image, Path file) throws IOException, DockerException {
    require(run(TRANSFER, Map.of(), List.of("save", "--output", file.toString(), "--", image)));
  }

  /** Builds a directory's Dockerfile; without buildx, the engine itself builds. */
  void build(String tag, Path directory, Map<String, String> arguments)
      throws IOException, DockerException {
    boolean buildx = run(ANSWER, Map.of(), List.of("buildx", "version")).exitCode() == 0;
    List<String> command = new ArrayList<>(List.of("build", "--tag", tag));
    arguments.forEach((name, value) -> command.addAll(List.of("--build-arg", name + "=" + value)));
    command.addAll(List.of("--", directory.toString()));
    require(run(BUILD, buildx ? Map.of() : Map.of("DOCKER_BUILDKIT", "0"), command));
  }

  private static void require(Result result) throws DockerException {
    if (result.exitCode() != 0) {
      throw new DockerException(result.reason());
    }
  }

  private Result run(Duration timeout, Map<String, String> environment, List<String> arguments)
      throws IOException, DockerException {
    Path output = Files.createTempFile(scratch, "docker", ".out");
    Path errors = Files.createTempFile(scratch, "docker", ".err");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DockerException(
            "docker %s did not end within %d s".formatted(arguments.get(0), timeout.toSeconds()));
      }
      return new Result(process.exitValue(), text(output), text(errors));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DockerException("interrupted in docker " + arguments.get(0));
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(Path file) throws IOException {
    return FileTail.text(file, LONGEST_OUTPUT);
  }
}
