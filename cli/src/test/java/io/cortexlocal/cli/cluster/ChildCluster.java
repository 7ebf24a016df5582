package io.cortexlocal.cli.cluster;

import com.sun.net.httpserver.HttpServer;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A JVM with an API in a cluster, or the app of that API. */
final class ChildCluster {

  private ChildCluster() {}

  /**
   * Runs until its input ends.
   *
   * @param arguments the {@code cortex.yaml}; none for the app
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 0) {
      HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
      server.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
      System.out.println("first");
      System.out.println("serving");
      server.start();
      return;
    }
    Path file = Path.of(arguments[0]);
    try (io.cortexlocal.CortexLocal local =
        io.cortexlocal.CortexLocal.start(Settings.ofThisProcess())) {
      local.deploy(CortexConfig.load(file), local.defaults(LocalImages.nextTo(file)));
      System.out.println("ready " + local.cluster().gateway());
      while (System.in.read() >= 0) {
        Thread.onSpinWait();
      }
    }
  }
}
