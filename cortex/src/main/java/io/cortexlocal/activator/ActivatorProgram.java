package io.cortexlocal.activator;

import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Program;
import io.cortexlocal.cluster.ProgramContext;
import io.cortexlocal.workload.Names;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The activator in the cluster. It takes no arguments, answers probes with the header {@code
 * X-Cortex-Probe}, and requests as Cortex 0.42's activator does.
 */
public final class ActivatorProgram implements Program {

  @Override
  public String name() {
    return Names.ACTIVATOR;
  }

  @Override
  public void run(ProgramContext context) throws IOException {
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, Names.ACTIVATOR);
              thread.setDaemon(true);
              return thread;
            });
    try (ActivatedApis apis = ActivatedApis.watch(context, threads);
        ServerSocketChannel server = context.listen(Names.ACTIVATOR_PORT)) {
      context.output("holds requests to APIs without replicas");
      while (true) {
        SocketChannel client = server.accept();
        threads.execute(() -> serve(context, apis, client, threads));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void serve(
      ProgramContext context, ActivatedApis apis, SocketChannel client, ExecutorService threads) {
    try (client) {
      HeldRequest.serve(context, apis, client, threads);
    } catch (IOException gone) {
      // one request less
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ClusterException e) {
      context.output("a request is dropped: " + e.getMessage());
    }
  }
}
