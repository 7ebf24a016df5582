package io.cortexlocal.junit;

import io.cortexlocal.Backends;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.settings.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * The cluster that all test classes of a launcher session share, started by the first.
 *
 * <p>JUnit closes what is in a store when the session is done; before 5.13 it closes a {@code
 * CloseableResource} only.
 */
@SuppressWarnings("deprecation")
final class SessionCluster implements AutoCloseable, Store.CloseableResource {

  private static final Namespace NAMESPACE = Namespace.create(SessionCluster.class);

  private final Function<Settings, Backends.Choice> chooser;
  private final Function<Settings, CortexLocal> starter;
  private final Map<Optional<String>, Backends.Choice> choices = new HashMap<>();
  private final ApiLeases leases = new ApiLeases();
  private CortexLocal local;
  private RuntimeException failure;

  /**
   * Makes one that is not started.
   *
   * @param chooser asks this machine for a backend
   * @param starter starts the cluster
   */
  SessionCluster(
      Function<Settings, Backends.Choice> chooser, Function<Settings, CortexLocal> starter) {
    this.chooser = chooser;
    this.starter = starter;
  }

  /** Returns the one of the session that the context belongs to. */
  static SessionCluster of(ExtensionContext context) {
    return SessionStore.of(context, NAMESPACE)
        .getOrComputeIfAbsent(
            SessionCluster.class,
            key -> new SessionCluster(Backends::choose, CortexLocal::start),
            SessionCluster.class);
  }

  /** Puts one into the session that the context belongs to, where there is none. */
  static void offer(ExtensionContext context, SessionCluster cluster) {
    SessionStore.of(context, NAMESPACE)
        .getOrComputeIfAbsent(SessionCluster.class, key -> cluster, SessionCluster.class);
  }

  /** Looks for a backend that works on this machine, once for each that is asked for. */
  synchronized Backends.Choice choice(Settings settings) {
    return choices.computeIfAbsent(
        settings.text(Backends.BACKEND.name()), wanted -> loaded(chooser, settings));
  }

  /** Starts the cluster once. A failed start is not tried again: each class reports it. */
  synchronized CortexLocal get(Settings settings) {
    if (failure != null) {
      throw failure;
    }
    if (local == null) {
      try {
        local = loaded(starter, settings);
      } catch (RuntimeException e) {
        failure = e;
        throw e;
      }
    }
    return local;
  }

  /** What is loaded late is missed late: the first use of a backend tells whether all is there. */
  private static <T> T loaded(Function<Settings, T> use, Settings settings) {
    try {
      return use.apply(settings);
    } catch (LinkageError e) {
      throw new ClusterException(FoundVersions.doNotFit(e), e);
    }
  }

  ApiLeases leases() {
    return leases;
  }

  @Override
  public synchronized void close() {
    if (local != null) {
      local.close();
    }
  }
}
