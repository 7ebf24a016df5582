package io.cortexlocal.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apiguardian.api.API;

/**
 * The Kubernetes objects of one cluster: the only seam between the harness and a backend.
 *
 * <p>Implementations are safe for use by several threads. A call that the cluster does not answer
 * fails with {@link ClusterException}, whose message names the call and the object.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Kubernetes {

  /** Returns the object, or nothing when there is none of that name. */
  <T extends HasMetadata> Optional<T> get(ResourceType<T> type, String namespace, String name);

  /**
   * Returns the objects of a namespace.
   *
   * @param labels which an object must all have; an empty map selects every object
   */
  <T extends HasMetadata> List<T> list(
      ResourceType<T> type, String namespace, Map<String, String> labels);

  /**
   * Reports the objects that exist as added, then every change, until the subscription is closed.
   *
   * @param namespace empty for all namespaces
   * @param labels which an object must all have
   * @param changes called by one thread at a time, in the order of the changes of one object
   */
  <T extends HasMetadata> Subscription watch(
      ResourceType<T> type,
      Optional<String> namespace,
      Map<String, String> labels,
      Consumer<Change<T>> changes);

  /**
   * Creates the object, or changes the existing one to it, as a server-side apply does.
   *
   * @return the object as the cluster has it now
   */
  <T extends HasMetadata> T apply(ResourceType<T> type, T object);

  /** Sets the labels of an object, and leaves its others as they are. */
  <T extends HasMetadata> void label(
      ResourceType<T> type, String namespace, String name, Map<String, String> labels);

  /** Sets the number of replicas that a Deployment shall have. */
  void scale(String namespace, String deployment, int replicas);

  /** Deletes the object and what it owns, in the background. Does nothing when there is none. */
  void delete(ResourceType<?> type, String namespace, String name);

  /**
   * Returns the last lines that a container wrote.
   *
   * @param previous whether to read the container's run before its last restart
   * @return an empty text when the container has not run
   */
  String logs(String namespace, String pod, String container, int lines, boolean previous);

  /**
   * Reports every line of a container, from its first one on, until the subscription is closed or
   * the container ends. Lines that are lost on the way are reported as such, in their place.
   */
  Subscription followLogs(String namespace, String pod, String container, LogLines lines);

  /**
   * Runs a command in a container, and waits for its end. Of what it writes, the first MiB of each
   * output is kept.
   *
   * @throws ClusterException when it has not ended within the timeout
   */
  ExecResult exec(
      String namespace, String pod, String container, Duration timeout, List<String> command);

  /**
   * Connects this machine to a port of a pod, as {@code kubectl port-forward} does. To close the
   * connection ends it for both sides; one side alone has no way to say that it has said all.
   *
   * @return a connection that ends at once where nothing listens, if that was not known before
   * @throws ClusterException when there is no such pod
   * @throws IOException when the pod cannot be connected to
   */
  ByteChannel connect(String namespace, String pod, int port) throws IOException;

  /** Returns the events about one object, oldest first. */
  List<Event> events(String namespace, String kind, String name);

  /** A change of one object: one of those below, and others may come. */
  interface Change<T> {

    /** Returns the object as it is now, or as it was last seen before it was deleted. */
    T object();

    /**
     * Returns when the cluster made the change, by its own clock; empty where it says so in the
     * object alone, or where the object was there when the watch began.
     */
    Optional<Instant> at();

    /** The object is new, or was there when the watch began. */
    record Added<T>(T object, Optional<Instant> at) implements Change<T> {

      @API(status = API.Status.INTERNAL)
      public Added {}

      /** A change of which nothing but the object is known. */
      @API(status = API.Status.INTERNAL)
      public Added(T object) {
        this(object, Optional.empty());
      }
    }

    /** The object is no longer as it was. */
    record Modified<T>(T object, Optional<Instant> at) implements Change<T> {

      @API(status = API.Status.INTERNAL)
      public Modified {}

      /** A change of which nothing but the object is known. */
      @API(status = API.Status.INTERNAL)
      public Modified(T object) {
        this(object, Optional.empty());
      }
    }

    /** The object is gone. */
    record Deleted<T>(T object, Optional<Instant> at) implements Change<T> {

      @API(status = API.Status.INTERNAL)
      public Deleted {}

      /** A change of which nothing but the object is known. */
      @API(status = API.Status.INTERNAL)
      public Deleted(T object) {
        this(object, Optional.empty());
      }
    }
  }

  /** Takes what a container writes. Called by one thread at a time. */
  @FunctionalInterface
  interface LogLines {

    /** Takes a line, without its end. When it throws, the line counts as lost. */
    void line(String line);

    /** Learns of lines that will never come. */
    default void lost(LostLines lost) {}
  }

  /**
   * Lines of a log that were not handed on.
   *
   * @param at when that was noticed
   * @param count how many; empty when nobody knows
   * @param reason what became of them, for a message
   */
  record LostLines(Instant at, OptionalLong count, String reason) {

    @API(status = API.Status.INTERNAL)
    public LostLines {}

    /** Returns it as a line that can stand in place of those that are lost. */
    public String describe() {
      String lines =
          count.isEmpty()
              ? "an unknown number of lines"
              : count.getAsLong() == 1 ? "1 line" : count.getAsLong() + " lines";
      return "[%s lost: %s]".formatted(lines, reason);
    }
  }

  /** What a command left behind. */
  record ExecResult(OptionalInt exitCode, String output, String error) {

    @API(status = API.Status.INTERNAL)
    public ExecResult {}
  }

  /** Something that goes on until it is closed. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
