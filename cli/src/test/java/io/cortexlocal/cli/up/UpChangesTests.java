package io.cortexlocal.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.running.InMemoryOperator;
import io.cortexlocal.cli.watch.SourceWatch;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.observe.Rollout;
import io.cortexlocal.operator.DeployResult;
import io.cortexlocal.operator.OperatorException;
import io.cortexlocal.status.PodState;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import io.cortexlocal.time.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is saved, and an operator that has a cluster in memory. */
class UpChangesTests {

  private final InMemoryOperator operator = new InMemoryOperator(this::deploy);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Signal signal = new Signal();
  private final AtomicBoolean refusesOne = new AtomicBoolean();
  private final AtomicBoolean refusesApi = new AtomicBoolean();

  @TempDir private Path folder;

  /** What is saved here is in no directory that an image is made of. */
  @TempDir private Path elsewhere;

  private SourceWatch watch;
  private UpChanges changes;

  @BeforeEach
  void deploy() throws Exception {
    Files.writeString(folder.resolve("main.py"), "a");
    write("one", 8080);
    write("two", 8080);
    Files.writeString(
        folder.resolve("cortex-local.yaml"),
        """
        images:
          example/hello:1:
            run: {command: [python3, main.py], directory: .}
        """);
    List<Path> paths = List.of(folder.resolve("one.yaml"), folder.resolve("two.yaml"));
    AtomicReference<UpFiles> files = new AtomicReference<>(UpFiles.read(paths));
    Streams streams =
        new Streams(
            InputStream.nullInputStream(),
            new PrintWriter(out),
            new PrintWriter(err),
            false,
            Map.of());
    Teller teller = new Teller(streams, Ticker.system());
    watch = SourceWatch.start(signal::changed, teller::wrong);
    watch.watch(new UpSources(files.get(), true).all());
    changes =
        new UpChanges(
            streams,
            teller,
            files,
            true,
            new UpDeployment(operator.client(), new AllServe(), Duration.ofSeconds(60), teller),
            Optional.of(watch));
    changes.deploy();
    assertThat(out.toString()).contains("creating one (RealtimeAPI)", "creating two (RealtimeAPI)");
  }

  private List<DeployResult> deploy(CortexConfig config, boolean force) {
    if (refusesOne.get() && config.apis().get(0).name().equals("one")) {
      throw new ImageException("no image");
    }
    if (refusesApi.get() && config.apis().get(0).name().equals("one")) {
      try {
        throw new AssertionError(operator.operator().get("none"));
      } catch (OperatorException e) {
        return List.of(new DeployResult.Refused(config.apis().get(0), e));
      }
    }
    return operator.deploy(config, LocalImages.nextTo(folder.resolve(config.file())), force);
  }

  @AfterEach
  void close() {
    watch.close();
    operator.close();
  }

  private void write(String api, int port) throws IOException {
    Files.writeString(
        folder.resolve(api + ".yaml"),
        """
        - name: %s
          kind: RealtimeAPI
          pod: {port: %d, containers: [{name: api, image: example/hello:1}]}
        """
            .formatted(api, port));
  }

  @Test
  void aSavedEnvironmentUpdatesTheApisThatItIsFor() throws Exception {
    Path variables = Files.writeString(elsewhere.resolve("one.env"), "A=1\n");
    Files.writeString(
        folder.resolve("cortex-local.yaml"),
        """
        images:
          example/hello:1:
            run: {command: [python3, main.py], directory: .}
        apis:
          one: {env_file: %s}
        """
            .formatted(variables));
    applyUntil(out, "updating one (RealtimeAPI)");

    Files.writeString(variables, "A=hunter2\n");
    applyUntil(out, "updating one (RealtimeAPI)", 2);
    Files.writeString(variables, "hunter2 A\n");
    applyUntil(err, "one.env:1:1: expected NAME=VALUE");

    assertThat(out.toString()).doesNotContain("updating two").doesNotContain("hunter2");
    assertThat(err.toString()).doesNotContain("hunter2");
  }

  @Test
  void whatARefusedFileNamesIsDeployedOnceItIsThere() throws Exception {
    Path later = elsewhere.resolve("app");
    Path variables = elsewhere.resolve("later.env");
    Files.writeString(
        folder.resolve("cortex-local.yaml"),
        """
        images:
          example/hello:1:
            run: {command: [python3, main.py], directory: %s}
        apis:
          one: {env_file: %s}
        """
            .formatted(later, variables));
    applyUntil(err, "directory %s does not exist".formatted(later));

    Files.createDirectory(later);
    applyUntil(err, "file %s does not exist".formatted(variables));
    Files.writeString(variables, "A=1\n");

    applyUntil(out, "updating one (RealtimeAPI)");
  }

  private void applyUntil(StringWriter writer, String text, int times) throws InterruptedException {
    while (writer.toString().split(Pattern.quote(text), -1).length <= times) {
      assertThat(signal.await(Deadline.after(Duration.ofSeconds(30)), changes::any))
          .as("a change, while \"%s\" is not %d times in %s%s", text, times, out, err)
          .isTrue();
      changes.apply();
    }
  }

  private void applyUntil(StringWriter writer, String text) throws InterruptedException {
    while (!writer.toString().contains(text)) {
      assertThat(signal.await(Deadline.after(Duration.ofSeconds(30)), changes::any))
          .as("a change, while \"%s\" is not in %s%s", text, out, err)
          .isTrue();
      changes.apply();
    }
  }

  @Test
  void aSourceThatIsSavedWithABrokenFileIsDeployedWhenThatIsMended() throws Exception {
    Files.writeString(folder.resolve("one.yaml"), "[");
    Files.writeString(folder.resolve("main.py"), "bb");
    applyUntil(out, "a file is broken, and nothing is touched:");

    write("one", 8080);
    applyUntil(out, "updating one (RealtimeAPI): main.py");
    assertThat(out.toString()).contains("updating two (RealtimeAPI): main.py");
  }

  @Test
  void aFileThatIsRefusedKeepsNoOtherBackAndIsDeployedLater() throws Exception {
    refusesOne.set(true);
    write("one", 9090);
    write("two", 9090);
    applyUntil(err, "no image");
    applyUntil(out, "updating two (RealtimeAPI)");
    assertThat(out.toString()).doesNotContain("updating one");

    refusesOne.set(false);
    write("two", 7070);
    applyUntil(out, "updating one (RealtimeAPI)");
  }

  @Test
  void anApiThatIsRefusedIsNotRefreshedAndIsTakenLater() throws Exception {
    refusesApi.set(true);
    write("one", 9090);
    Files.writeString(folder.resolve("main.py"), "bb");
    applyUntil(err, "error: none is not deployed");
    applyUntil(out, "updating two (RealtimeAPI): main.py");
    assertThat(out.toString()).doesNotContain("updating one");

    refusesApi.set(false);
    Files.writeString(folder.resolve("main.py"), "ccc");
    applyUntil(out, "updating one (RealtimeAPI)");
  }

  @Test
  void anOperatorThatDoesNotAnswerEndsNothing() throws Exception {
    operator.stopAnswering();
    Files.writeString(folder.resolve("main.py"), "bb");

    applyUntil(err, " does not answer: ");
  }

  /** As if each API served at once. */
  private final class AllServe implements ApiProgress {

    @Override
    public Signal signal() {
      return signal;
    }

    @Override
    public void requireAlive() {
      // It is.
    }

    @Override
    public Optional<Rollout> of(String api) {
      return Optional.of(new Rollout(api, 1, List.of(PodState.READY), 0, true));
    }

    @Override
    public Optional<String> hopeless(String api) {
      return Optional.empty();
    }

    @Override
    public String describe(String api) {
      return api;
    }

    @Override
    public String hint(RealtimeApiConfig api) {
      return api.name();
    }
  }
}
