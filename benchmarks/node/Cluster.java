import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.timeline.TimelineEvent;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A cluster for the benchmarks. Reads commands from its standard input, one per line, and answers
 * each with one line {@code name=value …} of times in seconds since 1970; {@code deploy FILE}
 * deploys a cortex.yaml and sends each of its APIs a request. Ends with its standard input.
 */
public final class Cluster {

  private Cluster() {}

  public static void main(String[] arguments) throws Exception {
    double main = now();
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (CortexLocal local = CortexLocal.start(Settings.ofThisProcess())) {
      answer("started main=%.6f started=%.6f", main, now());
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        deploy(local, Path.of(line.substring("deploy ".length())));
      }
    }
  }

  private static void deploy(CortexLocal local, Path file) {
    CortexConfig config = CortexConfig.load(file);
    double begin = now();
    List<RealtimeApi> apis = local.deploy(config, local.defaults(LocalImages.nextTo(file)));
    double deployed = now();
    int failures = 0;
    double first = 0;
    for (RealtimeApi api : apis) {
      failures += api.get("/").status() == 200 ? 0 : 1;
      first = first == 0 ? now() : first;
    }
    double all = now();
    RealtimeApi api = apis.get(0);
    List<TimelineEvent> events = api.timeline().events();
    answer(
        "deployed begin=%.6f created=%s bound=%s ready=%s deployed=%.6f first=%.6f all=%.6f"
            + " apis=%d failures=%d url=%s",
        begin,
        at(events, TimelineEvent.Created.class),
        at(events, TimelineEvent.PortBound.class),
        at(events, TimelineEvent.Ready.class),
        deployed,
        first,
        all,
        apis.size(),
        failures,
        api.url());
  }

  private static String at(List<TimelineEvent> events, Class<? extends TimelineEvent> type) {
    Optional<TimelineEvent> first =
        events.stream().filter(event -> type.isInstance(event)).findFirst();
    return first.map(event -> "%.6f".formatted(seconds(event.at()))).orElse("0");
  }

  private static double now() {
    return seconds(Instant.now());
  }

  private static double seconds(Instant instant) {
    return instant.getEpochSecond() + (double) instant.getNano() / TimeUnit.SECONDS.toNanos(1);
  }

  private static void answer(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
