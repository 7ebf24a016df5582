package io.cortexlocal.cluster.embedded;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A JVM with a cluster and an API under load, which says on its output how far it is. */
final class ClusterProgram {

  private static final int CLIENTS = 3;
  private static final int EXIT_CODE = 3;

  private ClusterProgram() {}

  /**
   * Runs until its input ends. A line {@code close} closes the cluster, {@code exit} ends the JVM
   * in the middle.
   *
   * @param arguments the {@code cortex.yaml}
   */
  public static void main(String[] arguments) throws IOException {
    System.out.println("begin");
    Path file = Path.of(arguments[0]);
    CortexLocal local = CortexLocal.start(Settings.ofThisProcess());
    System.out.println("gateway " + local.cluster().gateway());
    RealtimeApi api =
        local.deploy(CortexConfig.load(file), local.defaults(LocalImages.nextTo(file))).get(0);
    for (int i = 0; i < CLIENTS; i++) {
      Thread client = new Thread(() -> load(api));
      client.setDaemon(true);
      client.start();
    }
    System.out.println("deployed " + api.get("/").status());
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      switch (line) {
        case "close" -> {
          System.out.println("closing");
          local.close();
          System.out.println("closed");
        }
        case "exit" -> System.exit(EXIT_CODE);
        default -> throw new IllegalArgumentException(line);
      }
    }
  }

  private static void load(RealtimeApi api) {
    while (true) {
      try {
        api.get("/");
      } catch (RuntimeException ended) {
        return;
      }
    }
  }
}
