package io.cortexlocal.cli.page;

import io.cortexlocal.json.Json;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What has happened, for pages that look on. A page that opens later gets what is left of it: the
 * last requests and lines. Safe for use by several threads.
 */
final class News {

  static final int MOST_REQUESTS = 500;
  static final int MOST_LINES = 500;

  /** Of what a page may be behind; a page that reads more slowly misses the oldest of it. */
  private static final int MOST_PENDING = 2_000;

  private final Signal signal = new Signal();
  private final Object lock = new Object();
  private final Deque<Item> requests = new ArrayDeque<>();
  private final Deque<Item> lines = new ArrayDeque<>();
  private final Set<Reader> readers = new LinkedHashSet<>();
  private final Map<String, Item> latest =
      new TreeMap<>(Map.of("apis", new Item("apis", List.of())));
  private boolean closed;

  /** Says which APIs there are now, and how they are. */
  void apis(Collection<Map<String, Object>> all) {
    replace(new Item("apis", List.copyOf(all)));
  }

  /** Says how many requests each replica runs and has queued now, by its name. */
  void loads(Map<String, Map<String, Object>> all) {
    replace(new Item("loads", Map.copyOf(all)));
  }

  /** Tells of what only the last counts of. */
  private void replace(Item next) {
    synchronized (lock) {
      if (next.equals(latest.put(next.event(), next))) {
        return;
      }
      readers.forEach(reader -> reader.changed.add(next.event()));
    }
    signal.changed();
  }

  /** Tells of a request that is over. */
  void request(Map<String, Object> request) {
    add(requests, MOST_REQUESTS, new Item("request", request));
  }

  /** Tells of a line that a container wrote. */
  void line(Map<String, Object> line) {
    add(lines, MOST_LINES, new Item("line", line));
  }

  private void add(Deque<Item> last, int most, Item item) {
    synchronized (lock) {
      append(last, most, item);
      for (Reader reader : readers) {
        reader.missed += append(reader.pending, MOST_PENDING, item);
      }
    }
    signal.changed();
  }

  private static int append(Deque<Item> items, int most, Item item) {
    int lost = items.size() == most ? 1 : 0;
    if (lost > 0) {
      items.removeFirst();
    }
    items.addLast(item);
    return lost;
  }

  /** Begins to read, with what is left of what has happened before. */
  Reader read() {
    synchronized (lock) {
      Reader reader = new Reader();
      reader.changed.addAll(latest.keySet());
      reader.pending.addAll(requests);
      reader.pending.addAll(lines);
      readers.add(reader);
      return reader;
    }
  }

  /** Ends it for all who read. */
  void close() {
    synchronized (lock) {
      closed = true;
    }
    signal.changed();
  }

  /** One thing to tell. */
  record Item(String event, Object data) {

    /** Returns it as a server-sent event. */
    String text() {
      return "event: %s%ndata: %s%n%n".formatted(event, Json.line(data)).replace("\r", "");
    }
  }

  /** One page's way through the news. */
  final class Reader implements AutoCloseable {

    private final Deque<Item> pending = new ArrayDeque<>();
    private final Set<String> changed = new TreeSet<>();
    private long missed;

    private Reader() {}

    /**
     * Waits for news.
     *
     * @return what has not been read yet; empty when there was nothing in time
     * @throws InterruptedException when the thread is interrupted
     */
    List<Item> next(Duration timeout) throws InterruptedException {
      signal.await(Deadline.after(timeout), this::hasNews);
      synchronized (lock) {
        List<Item> all = new ArrayList<>();
        changed.forEach(event -> all.add(latest.get(event)));
        changed.clear();
        if (missed > 0) {
          all.add(new Item("missed", missed));
          missed = 0;
        }
        all.addAll(pending);
        pending.clear();
        return all;
      }
    }

    private boolean hasNews() {
      synchronized (lock) {
        return closed || anything();
      }
    }

    private boolean anything() {
      return !changed.isEmpty() || missed > 0 || !pending.isEmpty();
    }

    /** Returns whether there will be no more. */
    boolean ended() {
      synchronized (lock) {
        return closed && !anything();
      }
    }

    @Override
    public void close() {
      synchronized (lock) {
        readers.remove(this);
      }
    }
  }
}
