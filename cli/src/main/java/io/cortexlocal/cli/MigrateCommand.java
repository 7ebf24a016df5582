package io.cortexlocal.cli;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.config.ConfigFile;
import io.cortexlocal.config.migration.Migration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a file for an old Cortex anew. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = {
      "Write a cortex.yaml for Cortex before 0.36 anew for 0.42.",
      "",
      "What it writes validates. Comments with TODO stand where a person must decide.",
      "A file that is for 0.42 already comes back as it is."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It was written.",
      "1:The file is no YAML, or nothing in it could be written.",
      "2:Wrong usage, or a file could not be read or written."
    })
final class MigrateCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The old file; - is standard input.")
  private String file;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to write. Default: standard output.")
  private Path output;

  private final Streams streams;

  MigrateCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    byte[] content;
    try {
      content = Migration.migrate(read());
    } catch (IllegalArgumentException e) {
      streams.err().println("cortex-local: " + file + ": " + e.getMessage());
      return 1;
    }
    String text = new String(content, StandardCharsets.UTF_8);
    if (output == null) {
      streams.out().print(text);
    } else {
      write(content);
    }
    long decisions = text.lines().filter(line -> line.contains(Migration.DECIDE)).count();
    if (decisions > 0) {
      streams.err().println("cortex-local: " + decisions + " lines with TODO: decide there");
    }
    return 0;
  }

  private byte[] read() {
    try {
      return file.equals("-")
          ? ConfigFile.read(streams.in(), "standard input")
          : ConfigFile.read(Path.of(file));
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? "it does not exist" : e.getReason();
      throw new UsageException("cannot read " + file + ": " + reason);
    } catch (InvalidPathException | IOException e) {
      throw new UsageException("cannot read " + file + ": " + e.getMessage());
    }
  }

  private void write(byte[] content) {
    try {
      Files.write(output, content);
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? "there is no such folder" : e.getReason();
      throw new UsageException("cannot write " + output + ": " + reason);
    } catch (IOException e) {
      throw new UsageException("cannot write " + output + ": " + e.getMessage());
    }
  }
}
