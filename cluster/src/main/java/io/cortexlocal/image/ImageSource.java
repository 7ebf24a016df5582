package io.cortexlocal.image;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * How an image is had on this machine, as {@code cortex-local.yaml} says it. Not for implementation
 * by users.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface ImageSource {

  /** Returns what a backend takes that can run a command in place of an image. */
  default ImageSource preferringRun() {
    return this;
  }

  /** Returns what a backend takes that runs images only. */
  default ImageSource preferringImage() {
    return this;
  }

  /** A directory with a Dockerfile, built with the Docker engine. */
  final class Build implements ImageSource {

    private final Path directory;

    /**
     * Names a directory.
     *
     * @param directory absolute
     */
    public Build(Path directory) {
      this.directory = requireNonNull(directory, "directory");
    }

    /** Returns the directory, absolute. */
    public Path directory() {
      return directory;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Build that && directory.equals(that.directory);
    }

    @Override
    public int hashCode() {
      return Objects.hash(directory);
    }

    @Override
    public String toString() {
      return "Build " + directory;
    }
  }

  /** A tar file in the format of {@code docker save} or of an OCI layout. */
  final class Archive implements ImageSource {

    private final Path file;

    /**
     * Names a file.
     *
     * @param file absolute
     */
    public Archive(Path file) {
      this.file = requireNonNull(file, "file");
    }

    /** Returns the file, absolute. */
    public Path file() {
      return file;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Archive that && file.equals(that.file);
    }

    @Override
    public int hashCode() {
      return Objects.hash(file);
    }

    @Override
    public String toString() {
      return "Archive " + file;
    }
  }

  /** A command on this machine, sandboxed as the container; for the embedded backend only. */
  final class Run implements ImageSource {

    private final List<String> command;
    private final Path directory;
    private final Map<String, String> environment;
    private final Optional<String> declaredAt;

    /**
     * Names a command.
     *
     * @param command the program, with a path or to be found on the {@code PATH}, and its arguments
     * @param directory absolute; in which it runs
     * @throws IllegalArgumentException when the command has no element
     */
    public Run(List<String> command, Path directory) {
      this(command, directory, Map.of(), Optional.empty());
    }

    /**
     * Names a command with its environment.
     *
     * @param environment added to what the backend passes on of this machine's
     * @param declaredAt file, line and column, where it comes from a file; for messages
     */
    public Run(
        List<String> command,
        Path directory,
        Map<String, String> environment,
        Optional<String> declaredAt) {
      if (command.isEmpty()) {
        throw new IllegalArgumentException("a command has at least one element");
      }
      this.command = List.copyOf(command);
      this.directory = requireNonNull(directory, "directory");
      this.environment = Map.copyOf(environment);
      this.declaredAt = requireNonNull(declaredAt, "declaredAt");
    }

    /** Returns the program, with a path or to be found on the {@code PATH}, and its arguments. */
    public List<String> command() {
      return command;
    }

    /** Returns the directory in which it runs, absolute. */
    public Path directory() {
      return directory;
    }

    /** Returns what is added to what the backend passes on of this machine's environment. */
    public Map<String, String> environment() {
      return environment;
    }

    /** Returns file, line and column, where it comes from a file; for messages. */
    public Optional<String> declaredAt() {
      return declaredAt;
    }

    /** Returns whether the other does the same, wherever it is declared. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Run that
          && command.equals(that.command)
          && directory.equals(that.directory)
          && environment.equals(that.environment);
    }

    @Override
    public int hashCode() {
      return Objects.hash(command, directory, environment);
    }

    @Override
    public String toString() {
      return "Run " + command + " in " + directory;
    }
  }

  /** A command for the backend that can run it, and an image for those that cannot. */
  final class RunOrImage implements ImageSource {

    private final Run run;
    private final ImageSource image;

    /**
     * Names both.
     *
     * @throws IllegalArgumentException when the image is neither a build nor an archive
     */
    public RunOrImage(Run run, ImageSource image) {
      if (!(image instanceof Build) && !(image instanceof Archive)) {
        throw new IllegalArgumentException("beside a command: a build or an archive");
      }
      this.run = requireNonNull(run, "run");
      this.image = image;
    }

    /** Returns the command. */
    public Run run() {
      return run;
    }

    /** Returns the image. */
    public ImageSource image() {
      return image;
    }

    @Override
    public ImageSource preferringRun() {
      return run;
    }

    @Override
    public ImageSource preferringImage() {
      return image;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof RunOrImage that && run.equals(that.run) && image.equals(that.image);
    }

    @Override
    public int hashCode() {
      return Objects.hash(run, image);
    }

    @Override
    public String toString() {
      return "RunOrImage " + run + ", " + image;
    }
  }
}
