package io.cortexlocal.cli.demo;

import io.cortexlocal.Backends;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cli.doctor.Setup;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cluster.Backend;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.SetupException;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.deploy.DeployException;
import io.cortexlocal.fidelity.FidelityManifest;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.SettingException;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Ticker;
import io.cortexlocal.timeline.Timeline;
import io.cortexlocal.timeline.TimelineEvent;
import io.cortexlocal.traffic.TrafficException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One run of the demo, from the cluster's start to its end. */
final class Demo {

  static final String BACKEND = "embedded";
  private static final int FAILED = 1;
  private static final int UNFIT = 2;

  private final Streams streams;
  private final Path cortexYaml;
  private final boolean hold;
  private final Ticker ticker = Ticker.system();
  private final long start = ticker.nanos();

  /**
   * @param cortexYaml of the APIs {@code tokenizer} and {@code text-generator}
   * @param hold whether to keep the cluster until there is a line, or the end, on standard input
   */
  Demo(Streams streams, Path cortexYaml, boolean hold) {
    this.streams = streams;
    this.cortexYaml = cortexYaml;
    this.hold = hold;
  }

  /**
   * Runs it. Nothing of the cluster is left when it returns.
   *
   * @return the exit code
   */
  int run() {
    Settings settings = Settings.ofThisProcess().preferring(embedded());
    try {
      for (Backend backend : Backends.onClassPath()) {
        if (backend.name().equals(settings.get(Backends.BACKEND))) {
          Setup.install(backend, settings, streams);
        }
      }
      Optional<String> obstacle = Backends.obstacle(settings);
      if (obstacle.isPresent()) {
        return end(UNFIT, obstacle.get());
      }
      run(settings);
    } catch (SettingException | SetupException e) {
      return end(UNFIT, e.getMessage());
    } catch (ClusterException | DeployException | ImageException | TrafficException e) {
      return end(FAILED, e.getMessage());
    } catch (UnexpectedOutcome e) {
      return end(FAILED, e.getMessage());
    }
    say("%nEnded after %s; nothing is left of it.", elapsed());
    return 0;
  }

  private void run(Settings settings) {
    say("Cortex Local: two chained APIs of %s, and no Docker", cortexYaml.getParent());
    try (CortexLocal local = CortexLocal.start(settings)) {
      progress("the gateway of the cluster is at %s", local.cluster().gateway());
      Map<String, RealtimeApi> apis = deploy(local);
      say("%nRequests, as their sender saw them");
      new DemoTraffic(apis.get("tokenizer"), apis.get("text-generator"), this::say).send();
      report(List.copyOf(apis.values()));
      say("%n%s", FidelityManifest.load().summary(BACKEND));
      say("In the sources: harness/src/main/resources%s", FidelityManifest.RESOURCE);
      if (hold) {
        awaitInput(local.cluster().kubeconfig());
      }
    }
  }

  private Map<String, RealtimeApi> deploy(CortexLocal local) {
    CortexConfig config = CortexConfig.load(cortexYaml);
    LocalImages images = LocalImages.nextTo(cortexYaml);
    Map<String, RealtimeApi> apis = new LinkedHashMap<>();
    for (ApiConfig api : config.apis()) {
      CortexConfig single = new CortexConfig(config.file(), List.of(api));
      RealtimeApi deployed = local.deploy(single, local.defaults(images)).get(0);
      progress("%s serves", deployed.name());
      apis.put(deployed.name(), deployed);
    }
    return apis;
  }

  private void report(List<RealtimeApi> apis) {
    List<Timeline> timelines = new ArrayList<>();
    apis.forEach(api -> timelines.add(api.timeline()));
    Instant origin =
        timelines.stream()
            .flatMap(timeline -> timeline.events().stream())
            .map(TimelineEvent::at)
            .min(Instant::compareTo)
            .orElseThrow(() -> new UnexpectedOutcome("no API has anything on its timeline"));
    for (int i = 0; i < timelines.size(); i++) {
      Timeline timeline = timelines.get(i);
      RealtimeApi api = apis.get(i);
      say("%n%s", TimelineReport.of(timeline, api.config().pod(), origin));
      requireConcurrencyKept(timeline, api.config().pod().maxConcurrency());
    }
  }

  private static void requireConcurrencyKept(Timeline timeline, long maxConcurrency) {
    for (String replica : timeline.replicas()) {
      int most = timeline.inFlight(replica).max();
      if (most > maxConcurrency) {
        throw new UnexpectedOutcome(
            "%s worked on %d requests at a time, and max_concurrency is %d"
                .formatted(replica, most, maxConcurrency));
      }
    }
  }

  private void awaitInput(Optional<Path> kubeconfig) {
    say(
        "%nThe cluster runs until you press Enter. To look at it:"
            + " ./cortex-local get pods --cluster %d",
        ProcessHandle.current().pid());
    kubeconfig.ifPresent(file -> say("or: kubectl --kubeconfig %s get pods", file));
    try {
      int read;
      do {
        read = streams.in().read();
      } while (read != '\n' && read != -1);
    } catch (IOException e) {
      throw new UnexpectedOutcome("cannot read standard input: " + e.getMessage());
    }
  }

  private static Settings.Source embedded() {
    return new Settings.Source(
        "cortex-local demo",
        name -> name.equals(Backends.BACKEND.name()) ? Optional.of(BACKEND) : Optional.empty());
  }

  private int end(int exitCode, String message) {
    streams.err().println("cortex-local: " + message);
    return exitCode;
  }

  private void progress(String format, Object... values) {
    say("%8s  %s", elapsed(), String.format(Locale.ROOT, format, values));
  }

  private String elapsed() {
    return String.format(Locale.ROOT, "%.1f s", (ticker.nanos() - start) / 1e9);
  }

  private void say(String format, Object... values) {
    streams.out().printf(Locale.ROOT, format + "%n", values);
    streams.check();
  }
}
