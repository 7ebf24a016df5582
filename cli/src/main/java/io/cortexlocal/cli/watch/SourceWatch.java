package io.cortexlocal.cli.watch;

import io.cortexlocal.cli.io.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Learns when what is watched has changed. The system's events only say when to look; what has
 * changed is told by a comparison with the last look, so lost events and files that come and go
 * meanwhile make no difference. Safe for use by several threads.
 */
public final class SourceWatch implements AutoCloseable {

  /** One save is several events, and a checkout of a branch is thousands. */
  private static final long QUIET_MILLIS = 50;

  private static final int MOST_PARTS = 20;

  private final WatchService service;
  private final Runnable changed;
  private final Consumer<String> problems;
  private final Thread thread;
  private final Object lock = new Object();
  private final Map<WatchedPath, Fingerprint> looks = new LinkedHashMap<>();
  private final Map<WatchedPath, List<Path>> pending = new LinkedHashMap<>();
  private final Map<Path, WatchKey> registered = new HashMap<>();
  private final Set<String> told = new HashSet<>();

  private SourceWatch(WatchService service, Runnable changed, Consumer<String> problems) {
    this.service = service;
    this.changed = changed;
    this.problems = problems;
    this.thread = new Thread(this::run, "source-watch");
    thread.setDaemon(true);
  }

  /**
   * Begins to watch nothing.
   *
   * @param changed called when {@link #take} has something, by another thread
   * @param problems given what cannot be watched or understood, each once, by any thread
   * @throws UsageException when this machine has no watch left
   */
  public static SourceWatch start(Runnable changed, Consumer<String> problems) {
    try {
      SourceWatch watch =
          new SourceWatch(FileSystems.getDefault().newWatchService(), changed, problems);
      watch.thread.start();
      return watch;
    } catch (IOException e) {
      throw new UsageException(
          """
          no files can be watched: %s.
          Try: --no-watch, or sudo sysctl fs.inotify.max_user_instances=1024"""
              .formatted(e.getMessage()));
    }
  }

  /** Watches these from now on, and nothing else. What was watched before keeps its last look. */
  public void watch(Collection<WatchedPath> wanted) {
    synchronized (lock) {
      looks.keySet().retainAll(wanted);
      pending.keySet().retainAll(wanted);
      for (WatchedPath path : wanted) {
        looks.computeIfAbsent(path, Fingerprint::of);
      }
      looks.values().forEach(look -> look.problems().forEach(this::tell));
      registerAll();
    }
  }

  /** Returns whether {@link #take} has something. */
  public boolean hasChanges() {
    synchronized (lock) {
      return !pending.isEmpty();
    }
  }

  /** Returns what has changed since the last call, with the files that did. */
  public Map<WatchedPath, List<Path>> take() {
    synchronized (lock) {
      Map<WatchedPath, List<Path>> taken = new LinkedHashMap<>(pending);
      pending.clear();
      return taken;
    }
  }

  private void run() {
    try {
      while (true) {
        WatchKey key = service.take();
        for (int part = 0; key != null && part < MOST_PARTS; part++) {
          drop(key);
          key = service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (key != null) {
          drop(key);
        }
        tellOfChanges();
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      // closed
    }
  }

  /** What goes wrong in one look may be right in the next. */
  private void tellOfChanges() {
    try {
      boolean any;
      synchronized (lock) {
        any = look();
        any |= registerAll();
      }
      if (any) {
        changed.run();
      }
    } catch (ClosedWatchServiceException e) {
      throw e;
    } catch (RuntimeException e) {
      tell("what has changed could not be told: " + e);
    }
  }

  /**
   * In a folder that is new something may have been written before it was watched, and that may be
   * a folder.
   *
   * @return whether anything has changed
   */
  private boolean registerAll() {
    boolean any = false;
    while (register()) {
      any |= look();
    }
    return any;
  }

  private void tell(String problem) {
    boolean fresh;
    synchronized (lock) {
      fresh = told.add(problem);
    }
    if (fresh) {
      problems.accept(problem);
    }
  }

  /** A key of a directory that is gone is not valid any more. */
  private void drop(WatchKey key) {
    key.pollEvents();
    if (!key.reset()) {
      synchronized (lock) {
        registered.values().remove(key);
      }
    }
  }

  private boolean look() {
    boolean any = false;
    for (Map.Entry<WatchedPath, Fingerprint> entry : looks.entrySet()) {
      Fingerprint now = Fingerprint.of(entry.getKey());
      List<Path> files = now.changedSince(entry.getValue());
      entry.setValue(now);
      now.problems().forEach(this::tell);
      if (!files.isEmpty()) {
        pending.merge(entry.getKey(), files, WatchedPath::union);
        any = true;
      }
    }
    return any;
  }

  /** Returns whether directories are watched that were not. */
  private boolean register() {
    Set<Path> wanted = new HashSet<>();
    looks.values().forEach(look -> wanted.addAll(look.directories()));
    registered
        .entrySet()
        .removeIf(
            entry -> {
              if (wanted.contains(entry.getKey())) {
                return false;
              }
              entry.getValue().cancel();
              return true;
            });
    boolean any = false;
    for (Path directory : wanted) {
      if (!registered.containsKey(directory)) {
        try {
          registered.put(
              directory,
              directory.register(
                  service,
                  StandardWatchEventKinds.ENTRY_CREATE,
                  StandardWatchEventKinds.ENTRY_MODIFY,
                  StandardWatchEventKinds.ENTRY_DELETE));
          any = true;
        } catch (IOException e) {
          // One that is gone is seen when it is there again, from the directory above.
          if (Files.isDirectory(directory)) {
            tell(unwatched(directory, e));
          }
        }
      }
    }
    return any;
  }

  /** Returns what to say of a directory; of a limit the same for each. */
  static String unwatched(Path directory, IOException e) {
    return String.valueOf(e.getMessage()).contains("limit")
        ? """
          not all folders can be watched: %s. What you save in the others goes unnoticed.
          Try: sudo sysctl fs.inotify.max_user_watches=524288"""
            .formatted(e.getMessage())
        : "%s cannot be watched, and what you save there goes unnoticed: %s"
            .formatted(directory, e);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      service.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
