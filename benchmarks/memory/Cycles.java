import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.traffic.ApiRequest;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * What deploying an API, sending it requests and closing it again leaves behind in memory.
 *
 * <p>Usage: java -cp CLASSES Cycles.java CORTEX_YAML [CYCLES] [REQUESTS]
 */
public class Cycles {

  private static final int AT_ONCE = 16;

  public static void main(String[] arguments) {
    CortexConfig config = CortexConfig.load(Path.of(arguments[0]));
    LocalImages images = LocalImages.nextTo(Path.of(arguments[0]));
    int cycles = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
    int requests = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000;
    try (CortexLocal local = CortexLocal.start(Settings.ofThisProcess())) {
      long first = 0;
      for (int cycle = 0; cycle <= cycles; cycle++) {
        boolean shown = cycle % Math.max(1, cycles / 10) == 0;
        long open = 0;
        try (RealtimeApi api = local.deploy(config, local.defaults(images)).get(0)) {
          send(api, requests);
          api.timeline();
          open = shown ? used() : 0;
        }
        if (shown) {
          long used = used();
          first = cycle == 0 ? used : first;
          System.out.printf(
              "cycle %d: %d KiB with the API, %d KiB without it, %d bytes more a cycle%n",
              cycle, open / 1_024, used / 1_024, cycle == 0 ? 0 : (used - first) / cycle);
        }
      }
    }
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void send(RealtimeApi api, int requests) {
    Semaphore places = new Semaphore(AT_ONCE);
    for (int request = 0; request < requests; request++) {
      places.acquireUninterruptibly();
      api.sendAsync(ApiRequest.get("/")).whenComplete((answer, failure) -> places.release());
    }
    places.acquireUninterruptibly(AT_ONCE);
  }
}
