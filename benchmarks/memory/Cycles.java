import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import java.nio.file.Path;

/**
 * What deploying an API, sending it requests and closing it again leaves behind in memory.
 *
 * <p>Usage: java -cp CLASSES Cycles.java CORTEX_YAML [CYCLES] [REQUESTS]
 */
public class Cycles {

  public static void main(String[] arguments) {
    CortexConfig config = CortexConfig.load(Path.of(arguments[0]));
    LocalImages images = LocalImages.nextTo(Path.of(arguments[0]));
    int cycles = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
    int requests = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000;
    try (CortexLocal local = CortexLocal.start(Settings.ofThisProcess())) {
      long first = 0;
      for (int cycle = 0; cycle <= cycles; cycle++) {
        try (RealtimeApi api = local.deploy(config, local.defaults(images)).get(0)) {
          for (int request = 0; request < requests; request++) {
            api.get("/");
          }
          api.timeline();
        }
        if (cycle % Math.max(1, cycles / 10) == 0) {
          System.gc();
          Runtime runtime = Runtime.getRuntime();
          long used = runtime.totalMemory() - runtime.freeMemory();
          first = cycle == 0 ? used : first;
          System.out.printf(
              "cycle %d: %d KiB, %d bytes more a cycle%n",
              cycle, used / 1_024, cycle == 0 ? 0 : (used - first) / cycle);
        }
      }
    }
  }
}
