package io.cortexlocal.cli.up;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cortexlocal.istio.envoy.EnvoyExecutable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A user's folder with one API, and a cache of its own, in which commands are run from the jar. */
final class UpProject implements AutoCloseable {

  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path APP = Path.of("../fixtures/apps/echo").toAbsolutePath().normalize();

  /** For a command to end, or to write what is waited for. */
  private static final long SECONDS = 150;

  private final Path folder;
  private final Path cache;
  private final List<Process> started = new ArrayList<>();

  /**
   * @param folder which is made
   */
  UpProject(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder).toRealPath();
    this.cache = Files.createDirectories(folder.resolveSibling(folder.getFileName() + "-cache"));
    Path app = Files.createDirectory(folder.resolve("app"));
    Files.copy(APP.resolve("server.py"), app.resolve("server.py"));
    Files.copy(APP.resolve("Dockerfile"), app.resolve("Dockerfile"));
    nameHostPorts();
    write("first");
  }

  /** Writes a {@code cortex-local.yaml} that names ports of this machine. */
  void nameHostPorts(Integer... ports) throws IOException {
    Files.writeString(
        folder.resolve("cortex-local.yaml"),
        """
        images:
          cortex-local-test/echo:1.0:
            build: app
            run:
              command: [python3, server.py]
              directory: app
        host:
          ports: %s
        """
            .formatted(List.of(ports)));
  }

  /** Writes a {@code cortex.yaml} whose API answers with a text. */
  void write(String text) throws IOException {
    Files.writeString(
        folder.resolve("cortex.yaml"),
        """
        - name: echo
          kind: RealtimeAPI
          pod:
            port: 8080
            containers:
            - name: api
              image: cortex-local-test/echo:1.0
              env: {TEXT: %s, ON_SIGTERM: exit}
              compute: {cpu: 20m}
              readiness_probe:
                http_get: {path: /, port: 8080}
                period_seconds: 1
        """
            .formatted(text));
  }

  /** Has the app say another text, whatever the file says, as an editor does that replaces it. */
  void edit(String text) throws IOException {
    Path server = folder.resolve("app/server.py");
    String line = "import os\nos.environ[\"TEXT\"] = \"%s\"\n".formatted(text);
    Path next = folder.resolve("app/.server.py.swp");
    Files.writeString(next, line + Files.readString(APP.resolve("server.py")));
    Files.move(next, server, StandardCopyOption.ATOMIC_MOVE);
  }

  Path folder() {
    return folder;
  }

  /** Returns the environment that a command has beside this process's. */
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("XDG_CACHE_HOME", cache.toString());
    environment.put("CORTEX_LOCAL_ENVOY", EnvoyExecutable.locate().toString());
    environment.putIfAbsent(
        "CORTEX_LOCAL_BACKEND", System.getenv().getOrDefault("CORTEX_LOCAL_BACKEND", "embedded"));
    return environment;
  }

  /** Starts a command that goes on. */
  Running start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(launcher());
    command.addAll(List.of(arguments));
    Process process = process(command).redirectErrorStream(true).start();
    started.add(process);
    return new Running(process);
  }

  /** Runs a command of Cortex Local to its end. */
  Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(launcher());
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** Runs any command in the folder to its end. */
  Result run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(cache, "output", "");
    Path error = Files.createTempFile(cache, "error", "");
    Process process =
        process(command).redirectOutput(output.toFile()).redirectError(error.toFile()).start();
    started.add(process);
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError(
          command + " did not end: " + Files.readString(output) + Files.readString(error));
    }
    Result result =
        new Result(process.exitValue(), Files.readString(output), Files.readString(error));
    Files.delete(output);
    Files.delete(error);
    return result;
  }

  /** Returns what a script of this project's own prints. */
  String script(String path) throws IOException, InterruptedException {
    Path said = Files.createTempFile(cache, "said", "");
    Process process =
        new ProcessBuilder(path)
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!process.waitFor(30, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError(path + " failed");
    }
    return Files.readString(said).strip();
  }

  private static List<String> launcher() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-cp",
        TARGET + "/cortex-local.jar:" + TARGET + "/lib/*",
        "io.cortexlocal.cli.Launcher");
  }

  private ProcessBuilder process(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile());
    builder.environment().putAll(environment());
    return builder;
  }

  /** Returns what commands have left in the cache of what runs. */
  List<Path> left() throws IOException {
    Path up = cache.resolve("cortex-local/up");
    if (!Files.exists(up)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(up)) {
      return entries.filter(entry -> !entry.getFileName().toString().equals("lock")).toList();
    }
  }

  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
  }

  /** A command that goes on, its output and errors in one. */
  static final class Running {

    private static final String END = "";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuilder read = new StringBuilder();

    Running(Process process) {
      this.process = process;
      Thread reader = new Thread(this::readAll, "output-of-" + process.pid());
      reader.setDaemon(true);
      reader.start();
    }

    private void readAll() {
      try (BufferedReader output =
          new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          lines.add(line + "\n");
        }
      } catch (IOException e) {
        lines.add(e + "\n");
      }
      lines.add(END);
    }

    Process process() {
      return process;
    }

    /** Reads until a line that has a text, and returns it without its end. */
    String await(String text) throws InterruptedException {
      for (String line = next(text); !line.equals(END); line = next(text)) {
        if (line.contains(text)) {
          return line.strip();
        }
      }
      throw new AssertionError("no line has \"" + text + "\" in:\n" + read);
    }

    private String next(String awaited) throws InterruptedException {
      String line = lines.poll(SECONDS, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError(
            "within %d s no line came that has \"%s\", after:%n%s"
                .formatted(SECONDS, awaited, read));
      }
      read.append(line);
      return line;
    }

    /** Returns what was read so far. */
    String said() {
      return read.toString();
    }

    /** Reads to the end, and returns all that was read. */
    String rest() throws InterruptedException {
      String line = next("its end");
      while (!line.equals(END)) {
        line = next("its end");
      }
      return read.toString();
    }

    void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    int awaitEnd() throws InterruptedException {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("it did not end; it said:\n" + read);
      }
      return process.exitValue();
    }
  }

  /** What a command left behind. */
  record Result(int exitCode, String output, String error) {}
}
