package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.Kubernetes.Subscription;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last lines that one run of a container wrote.
 *
 * <p>Writing never waits for a follower. A follower that falls behind by more than is kept loses
 * the oldest lines, as it does when a kubelet rotates a log file.
 */
final class ContainerLog {

  /** What is kept of one run, in characters. */
  static final int KEPT = 4 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(ContainerLog.class);
  private static final int BATCH = 256;

  private final int kept;
  private final Executor threads;
  private final Set<Follower> followers = new LinkedHashSet<>();
  private String[] ring = new String[64];
  private int head;
  private int count;
  private long first;
  private long size;
  private boolean ended;

  /** Makes an empty log that keeps {@link #KEPT} characters; its followers run on the threads. */
  ContainerLog(Executor threads) {
    this(threads, KEPT);
  }

  ContainerLog(Executor threads, int kept) {
    this.threads = threads;
    this.kept = kept;
  }

  /** Adds a line, and wakes those who follow. One that is too long is cut off. */
  void add(String text) {
    String line = text.length() > kept ? text.substring(0, kept) : text;
    List<Follower> awoken;
    synchronized (this) {
      if (ended) {
        return;
      }
      if (count == ring.length) {
        ring = grown();
        head = 0;
      }
      ring[(head + count) % ring.length] = line;
      count++;
      size += line.length();
      while (size > kept) {
        size -= ring[head].length();
        ring[head] = null;
        head = (head + 1) % ring.length;
        count--;
        first++;
      }
      awoken = followers.isEmpty() ? List.of() : List.copyOf(followers);
    }
    awoken.forEach(Follower::wake);
  }

  /** Says that no line will come any more. */
  void end() {
    List<Follower> awoken;
    synchronized (this) {
      ended = true;
      awoken = List.copyOf(followers);
    }
    awoken.forEach(Follower::wake);
  }

  /** Returns the last lines, each with its line feed. */
  synchronized String tail(int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = Math.max(0, count - lines); i < count; i++) {
      text.append(line(i)).append('\n');
    }
    return text.toString();
  }

  /**
   * Hands on every line, from the first one kept on, until the log ends or the subscription is
   * closed.
   *
   * @param lines called by one thread at a time
   */
  Subscription follow(Consumer<String> lines) {
    Follower follower;
    synchronized (this) {
      follower = new Follower(lines, first);
      followers.add(follower);
    }
    follower.wake();
    return follower;
  }

  private String line(int index) {
    return ring[(head + index) % ring.length];
  }

  private String[] grown() {
    String[] next = new String[ring.length * 2];
    for (int i = 0; i < count; i++) {
      next[i] = line(i);
    }
    return next;
  }

  private final class Follower implements Subscription {

    private final Consumer<String> lines;
    private long next;
    private boolean awake;
    private volatile boolean closed;

    Follower(Consumer<String> lines, long next) {
      this.lines = lines;
      this.next = next;
    }

    void wake() {
      synchronized (ContainerLog.this) {
        if (awake) {
          return;
        }
        awake = true;
      }
      try {
        threads.execute(this::drain);
      } catch (RejectedExecutionException e) {
        LOG.debug("a line came after the end", e);
      }
    }

    private void drain() {
      try {
        for (List<String> batch = batch(); !batch.isEmpty(); batch = batch()) {
          for (String line : batch) {
            if (closed) {
              return;
            }
            lines.accept(line);
          }
        }
      } catch (RuntimeException | Error e) {
        LOG.error("a follower of a log failed, and gets no more of its lines", e);
        close();
      }
    }

    private List<String> batch() {
      synchronized (ContainerLog.this) {
        if (next < first) {
          LOG.warn("a follower of a log was too slow, and lost {} lines", first - next);
          next = first;
        }
        int from = Math.toIntExact(next - first);
        int to = Math.min(count, from + BATCH);
        List<String> batch = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
          batch.add(line(i));
        }
        next += batch.size();
        if (batch.isEmpty()) {
          awake = false;
          if (ended) {
            followers.remove(this);
          }
        }
        return batch;
      }
    }

    @Override
    public void close() {
      closed = true;
      synchronized (ContainerLog.this) {
        followers.remove(this);
      }
    }
  }
}
