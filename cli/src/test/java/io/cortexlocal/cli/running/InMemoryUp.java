package io.cortexlocal.cli.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cli.Launcher;
import io.cortexlocal.cli.control.ControlServer;
import io.cortexlocal.cli.control.Explanation;
import io.cortexlocal.cli.control.Explanations;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** What an {@code up} of this process's folder publishes, with a cluster in memory behind it. */
final class InMemoryUp implements AutoCloseable {

  private final InMemoryOperator operator = new InMemoryOperator();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private final Path cache;
  private final ControlServer control;
  private final UpClaim claim;
  private final List<Path> imageFiles = new CopyOnWriteArrayList<>();
  private volatile boolean gatewayKnows = true;
  private String input = "";

  /**
   * @param cache an empty directory
   * @param gateway that its APIs answer at
   */
  InMemoryUp(Path cache, URI gateway) {
    this.cache = cache;
    UpFolder folder = UpFolder.current(environment());
    control =
        ControlServer.start(operator.cluster().kubernetes(), new Explained(), imageFiles::add);
    claim = UpClaim.take(folder).orElseThrow();
    claim.publish(
        new RunningUp(
            folder.folder(),
            claim.process(),
            "embedded",
            operator.address(),
            gateway,
            Optional.empty(),
            InMemoryOperator.VERSION,
            Optional.of(cache.resolve("up.log")),
            new UpAddress(control.address(), control.token())));
  }

  private Map<String, String> environment() {
    return Map.of("XDG_CACHE_HOME", cache.toString(), "AWS_ACCESS_KEY_ID", "x");
  }

  InMemoryOperator operator() {
    return operator;
  }

  ControlServer control() {
    return control;
  }

  /** Returns the files whose images the {@code up} was told of. */
  List<Path> imageFiles() {
    return List.copyOf(imageFiles);
  }

  /** Sets whether the gateway knows of what is Ready. */
  void gatewayKnows(boolean knows) {
    gatewayKnows = knows;
  }

  /** Says what the next commands read. */
  void input(String text) {
    input = text;
  }

  /** Deploys a file, and waits until each of its APIs has a replica that is Ready. */
  void deploy(String yaml) {
    CortexConfig config =
        ((ParseResult.Valid)
                CortexConfig.parse(
                    "cortex.yaml",
                    yaml.getBytes(StandardCharsets.UTF_8),
                    Optional.empty(),
                    Set.of()))
            .config();
    operator.deploy(config, false);
    config
        .apis()
        .forEach(
            api ->
                operator
                    .cluster()
                    .await(
                        api.name() + " is Ready",
                        () -> operator.cluster().hasReady("api-" + api.name(), 1)));
  }

  /** Runs a command that ends with an exit code, and returns what it printed. */
  String run(int exitCode, String... arguments) {
    out.reset();
    err.getBuffer().setLength(0);
    PrintWriter printer = Streams.writer(out);
    Streams streams =
        new Streams(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            printer,
            new PrintWriter(err),
            false,
            environment());
    assertThat(Launcher.execute(streams, arguments)).as("%s%s", out, err).isEqualTo(exitCode);
    printer.flush();
    return printed();
  }

  /** Returns what the last command has printed so far. */
  String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Returns that as the bytes that they are. */
  byte[] bytes() {
    return out.toByteArray();
  }

  /** Returns what the last command said of itself. */
  String said() {
    return err.toString();
  }

  /** Withdraws what was published, and leaves all else as it is. */
  void withdraw() {
    claim.close();
  }

  @Override
  public void close() {
    claim.close();
    control.close();
    operator.close();
  }

  /** As if no API became Ready. */
  private final class Explained implements Explanations {

    @Override
    public Optional<Explanation> of(String api) {
      return Optional.of(
          new Explanation(
              "0/1 NotReady",
              false,
              Optional.of("it has no hope"),
              Optional.of("a hint for " + api),
              "  the pods of " + api));
    }

    @Override
    public boolean serves(String api) {
      return gatewayKnows;
    }
  }
}
