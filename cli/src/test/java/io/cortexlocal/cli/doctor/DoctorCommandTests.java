package io.cortexlocal.cli.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cortexlocal.cli.Launcher;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cluster.Backend;
import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.Requirement;
import io.cortexlocal.cluster.SetupException;
import io.cortexlocal.cluster.SetupStep;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Setting;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Time;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DoctorCommandTests {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Streams streams =
      new Streams(
          new ByteArrayInputStream("".getBytes(UTF_8)),
          new PrintWriter(out),
          new PrintWriter(err),
          false,
          Map.of());
  private final PlayedBackend embedded =
      new PlayedBackend("embedded", Requirement.met("bwrap", "/usr/bin/bwrap"));
  private final PlayedBackend k3s =
      new PlayedBackend(
          "k3s",
          Requirement.lacking("Docker engine", "none answers", "docker info", "install one"));

  private int run(String... arguments) {
    int exitCode =
        new CommandLine(new DoctorCommand(streams, List.of(k3s, embedded)))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(
                (exception, command, parsed) -> {
                  throw exception;
                })
            .execute(arguments);
    streams.out().flush();
    streams.err().flush();
    return exitCode;
  }

  @Test
  void saysWhatEachBackendNeedsAndThatOneRuns() {
    assertThat(run()).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            k3s: cannot run here
              missing  Docker engine  none answers
                                      Try: docker info
                                      Try: install one

            embedded: can run here
              ok       bwrap  /usr/bin/bwrap
            """);
    assertThat(embedded.done).isEmpty();
  }

  @Test
  void ofOneBackendItsOwnVerdictCounts() {
    assertThat(run("k3s")).isEqualTo(1);
    assertThat(out.toString()).startsWith("k3s: cannot").doesNotContain("embedded");
  }

  @Test
  void writesJsonForPrograms() throws Exception {
    assertThat(run("-o", "json")).isZero();

    JsonNode tree = new ObjectMapper().readTree(out.toString());
    assertThat(tree.path("installed")).isEmpty();
    assertThat(tree.path("backends").findValuesAsText("runs")).containsExactly("false", "true");
    JsonNode docker = tree.path("backends").path(0).path("requirements").path(0);
    assertThat(docker.path("name").asText()).isEqualTo("Docker engine");
    assertThat(docker.path("met").isBoolean()).isTrue();
    assertThat(docker.path("detail").asText()).isEqualTo("none answers");
    assertThat(docker.path("try").path(1).asText()).isEqualTo("install one");
  }

  @Test
  void installsWhatIsMissingAndSaysSoBefore() {
    embedded.found = Requirement.lacking("bwrap", "it is not on the PATH", "apt-get");
    assertThat(run("embedded")).isEqualTo(1);
    assertThat(embedded.done).isEmpty();

    assertThat(run("embedded", "--install")).isZero();

    assertThat(embedded.done)
        .containsExactly(
            "cortex-local: installing the package bubblewrap" + System.lineSeparator());
    assertThat(out.toString()).endsWith("ok       bwrap  installed" + System.lineSeparator());
  }

  @Test
  void aStepThatFailsIsToldAndTheRestIsExaminedAllTheSame() {
    embedded.failure = Optional.of("apt-get could not");
    embedded.found = Requirement.lacking("bwrap", "it is not on the PATH", "apt-get");

    assertThat(run("--install")).isEqualTo(1);

    assertThat(err.toString()).endsWith("cortex-local: apt-get could not" + System.lineSeparator());
    assertThat(out.toString()).contains("k3s: cannot run here", "embedded: cannot run here");
  }

  @Test
  void backendsThatThereAreNotAndWrongSettingsAreUsage() {
    assertThat(Launcher.execute(streams, "doctor", "docker")).isEqualTo(2);
    streams.err().flush();
    assertThat(err.toString())
        .contains("cortex-local: there is no backend \"docker\"; there are k3s, embedded");
    assertThat(Launcher.execute(streams, "doctor", "--instal")).isEqualTo(2);
    assertThat(Launcher.execute(streams, "doctor", "-o", "xml")).isEqualTo(2);
  }

  private final class PlayedBackend implements Backend {

    private final String name;
    private final List<String> done = new ArrayList<>();
    private Requirement found;
    private Optional<String> failure = Optional.empty();

    private PlayedBackend(String name, Requirement found) {
      this.name = name;
      this.found = found;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of();
    }

    @Override
    public List<Requirement> requirements(Settings settings) {
      return List.of(found);
    }

    @Override
    public List<SetupStep> setup(Settings settings) {
      return found.met() || !found.name().equals("bwrap")
          ? List.of()
          : List.of(
              new SetupStep() {
                @Override
                public String description() {
                  return "the package bubblewrap";
                }

                @Override
                public void run() {
                  if (failure.isPresent()) {
                    throw new SetupException(failure.get());
                  }
                  done.add(err.toString());
                  found = Requirement.met("bwrap", "installed");
                }
              });
    }

    @Override
    public Optional<String> obstacle(Settings settings) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void requireImages(Settings settings, Collection<String> images, LocalImages local) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Cluster start(Settings settings, Time time, Deadline deadline) {
      throw new UnsupportedOperationException();
    }
  }
}
