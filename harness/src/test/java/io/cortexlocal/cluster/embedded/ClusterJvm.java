package io.cortexlocal.cluster.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A JVM that runs {@link ClusterProgram}. */
final class ClusterJvm {

  private final Process process;
  private final BufferedReader lines;
  private final List<String> said = new ArrayList<>();

  private ClusterJvm(Process process) {
    this.process = process;
    this.lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts one.
   *
   * @param folder for its files and its temporary ones
   */
  static ClusterJvm start(Path folder, Map<String, String> settings) throws IOException {
    Path file = new Project(folder).answers("hello", 8080).file();
    return new ClusterJvm(
        new ProcessBuilder(command(folder, settings, System.getProperty("java.class.path"), file))
            .redirectErrorStream(true)
            .start());
  }

  static List<String> command(
      Path folder, Map<String, String> settings, String classPath, Path file) throws IOException {
    // A build in the background has SIGINT ignored, and its children would too.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Project.java());
    command.addAll(List.of("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("temporary")));
    command.add("-Dcortex.local.backend=embedded");
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-cp", classPath));
    command.addAll(List.of(ClusterProgram.class.getName(), file.toString()));
    return command;
  }

  Process process() {
    return process;
  }

  /** Reads on until a line begins with a word, and returns that line. */
  String await(String word) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.add(line);
      if (line.startsWith(word)) {
        return line;
      }
    }
    throw new AssertionError("the JVM ended before it said " + word + "; it said " + said);
  }

  void tell(String... commands) throws IOException {
    for (String command : Arrays.asList(commands)) {
      process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
    }
    process.getOutputStream().flush();
  }
}
