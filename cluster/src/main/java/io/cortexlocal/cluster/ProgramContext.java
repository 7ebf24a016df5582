package io.cortexlocal.cluster;

import io.cortexlocal.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apiguardian.api.API;

/** What a {@link Program} has of its container. Everything of it ends with the container. */
@API(status = API.Status.INTERNAL)
public interface ProgramContext {

  /** Returns the objects of the cluster that the container is in. */
  Kubernetes kubernetes();

  /** Returns the arguments that follow the program's name. */
  List<String> arguments();

  /** Returns the time by which the program waits, and which it writes down. */
  Time time();

  /** Writes a line to the container's log. */
  void output(String line);

  /**
   * Returns where the program has a file that the pod's other containers have at a path.
   *
   * @param path absolute, within a volume that the container mounts
   * @throws IllegalArgumentException when no volume is mounted there
   */
  Path file(String path);

  /**
   * Listens on a port of the pod, so that other pods reach it there, and by the name of a Service.
   * The addresses that its connections tell of need not be those of the clients.
   *
   * @return a channel that the caller accepts connections from; it is closed when the port is lost
   * @throws IOException when the port cannot be had
   */
  ServerSocketChannel listen(int port) throws IOException;

  /**
   * Waits until the pods that run reach this one by the name of a Service. That its pod is ready
   * does not say so: whoever leads them there learns of it a moment later.
   *
   * @param port the Service's
   * @param called whether anybody has reached the program at that port: where the way is tried, a
   *     connection alone proves nothing, because the network outside may accept it for anybody
   * @param time how long to wait for that
   * @return whether they do
   * @throws InterruptedException when the program is ended
   */
  boolean awaitService(
      String namespace, String service, int port, BooleanSupplier called, Duration time)
      throws InterruptedException;

  /**
   * Connects to a port of a pod. As with {@link Kubernetes#connect}, to close the connection is the
   * only way to say that one has said all.
   *
   * @throws IOException when the pod cannot be connected to
   */
  ByteChannel connect(Pod pod, int port) throws IOException;

  /**
   * Listens on a free port of this machine's loopback interface.
   *
   * @return empty where the program does not run on the machine of those who use the cluster
   * @throws IOException when there is none
   */
  Optional<ServerSocketChannel> listenOnLoopback() throws IOException;
}
