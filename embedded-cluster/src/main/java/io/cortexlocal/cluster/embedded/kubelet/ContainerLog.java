package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.LostLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.embedded.store.WrittenLine;
import io.cortexlocal.cluster.embedded.store.WrittenLines;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last lines that one run of a container wrote.
 *
 * <p>Writing never waits for a follower. What a follower has not had yet is kept up to a larger
 * bound. One that falls behind by more than that loses the oldest lines, and is told of it.
 */
final class ContainerLog {

  /** What is kept of one run, in bytes; a line costs twelve more than it has. */
  static final int KEPT = 4 << 20;

  /** What is kept of one run while somebody has not had it yet. */
  static final int UNREAD = 16 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(ContainerLog.class);
  private static final int BATCH = 256;
  private static final long SECOND = 1_000_000_000L;

  private final String name;
  private final int kept;
  private final int unread;
  private final Executor threads;
  private final InstantSource clock;
  private final Set<Follower> followers = new LinkedHashSet<>();
  private final LineRing ring = new LineRing();
  private boolean ended;

  /**
   * Makes an empty log that keeps {@link #KEPT} bytes; its followers run on the threads.
   *
   * @param name of the container, for messages
   */
  ContainerLog(String name, Executor threads, InstantSource clock) {
    this(name, threads, clock, KEPT, UNREAD);
  }

  ContainerLog(String name, Executor threads, InstantSource clock, int kept, int unread) {
    this.name = name;
    this.threads = threads;
    this.clock = clock;
    this.kept = kept;
    this.unread = Math.max(kept, unread);
  }

  /** Adds a line, and wakes those who follow. One that is too long is cut off. */
  void add(String text) {
    byte[] line = packed(clock.instant(), text);
    if (LineRing.cost(line) > kept) {
      line = Arrays.copyOf(line, kept - LineRing.cost(new byte[0]));
    }
    List<Follower> awoken;
    synchronized (this) {
      if (ended) {
        return;
      }
      removeOld(LineRing.cost(line));
      ring.add(line);
      awoken = followers.isEmpty() ? List.of() : List.copyOf(followers);
    }
    awoken.forEach(Follower::wake);
  }

  private static byte[] packed(Instant at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long nanos = Math.addExact(Math.multiplyExact(at.getEpochSecond(), SECOND), at.getNano());
    return ByteBuffer.allocate(Long.BYTES + bytes.length).putLong(nanos).put(bytes).array();
  }

  private static WrittenLine unpacked(byte[] line) {
    long nanos = ByteBuffer.wrap(line).getLong();
    Instant at = Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    return new WrittenLine(at, text(line));
  }

  /** Returns a line's text; what is not UTF-8 in it is replaced. */
  private static String text(byte[] line) {
    return new String(line, Long.BYTES, line.length - Long.BYTES, StandardCharsets.UTF_8);
  }

  /** Makes room for a line that will take so many bytes. */
  private void removeOld(int cost) {
    if (ring.size() + cost <= kept) {
      return;
    }
    long wanted = Long.MAX_VALUE;
    for (Follower follower : followers) {
      wanted = Math.min(wanted, follower.next());
    }
    while (ring.size() + cost > unread
        || (ring.size() + cost > kept && ring.count() > 0 && ring.first() < wanted)) {
      ring.removeOldest();
    }
    ring.trim();
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
    each(lines, line -> text.append(text(line)).append('\n'));
    return text.toString();
  }

  /** Returns the last lines, with the moments. */
  synchronized List<WrittenLine> last(int lines) {
    List<WrittenLine> last = new ArrayList<>();
    each(lines, line -> last.add(unpacked(line)));
    return last;
  }

  private void each(int last, Consumer<byte[]> taker) {
    int left = Math.min(last, ring.count());
    int offset = ring.offset(ring.first() + ring.count() - left);
    for (; left > 0; left--) {
      byte[] line = ring.line(offset);
      taker.accept(line);
      offset += LineRing.cost(line);
    }
  }

  /**
   * Hands on every line, from the first one kept on, until the log ends or the subscription is
   * closed. A line whose taker throws counts as lost, and the next ones follow.
   */
  Subscription follow(LogLines lines) {
    return follow(
        Integer.MAX_VALUE,
        new WrittenLines() {
          @Override
          public void line(WrittenLine line) {
            lines.line(line.text());
          }

          @Override
          public void lost(LostLines lost) {
            lines.lost(lost);
          }
        },
        () -> {});
  }

  /**
   * Hands on lines likewise, but of those that there are only the last ones.
   *
   * @param last how many, 0 or more
   * @param done called after the last line when the log has ended, and not when the subscription is
   *     closed before
   */
  Subscription follow(int last, WrittenLines lines, Runnable done) {
    Follower follower;
    synchronized (this) {
      long next = ring.first() + ring.count() - Math.min(last, ring.count());
      follower = new Follower(lines, next, ring.firstByte() + ring.offset(next), done);
      followers.add(follower);
    }
    follower.wake();
    return follower;
  }

  /** What a follower gets next. */
  private record Batch(long lost, List<byte[]> lines, boolean last) {

    boolean isEmpty() {
      return lost == 0 && lines.isEmpty();
    }
  }

  private final class Follower implements Subscription {

    private final WrittenLines lines;
    private final Runnable done;
    private long next;
    private long nextByte;
    private boolean awake;
    private boolean hasEnded;
    private boolean hasFailed;
    private volatile boolean closed;

    Follower(WrittenLines lines, long next, long nextByte, Runnable done) {
      this.lines = lines;
      this.done = done;
      this.next = next;
      this.nextByte = nextByte;
    }

    long next() {
      return next;
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
      Batch batch = batch();
      for (; !batch.isEmpty(); batch = batch()) {
        if (batch.lost() > 0) {
          lose(batch.lost(), "they came faster than they were read");
        }
        for (byte[] line : batch.lines()) {
          if (closed) {
            return;
          }
          pass(unpacked(line));
        }
      }
      if (batch.last() && !closed) {
        done.run();
      }
    }

    private void pass(WrittenLine line) {
      try {
        lines.line(line);
      } catch (RuntimeException | Error e) {
        if (!hasFailed) {
          hasFailed = true;
          LOG.error("a line of container {} was not taken, and is lost: {}", name, line.text(), e);
        }
        lose(1, "it was not taken: " + e);
      }
    }

    private void lose(long count, String reason) {
      try {
        lines.lost(new LostLines(clock.instant(), OptionalLong.of(count), reason));
      } catch (RuntimeException | Error e) {
        LOG.error("{} lines of container {} are lost, which was not taken", count, name, e);
      }
    }

    private Batch batch() {
      synchronized (ContainerLog.this) {
        long lost = Math.max(0, ring.first() - next);
        if (lost > 0) {
          next = ring.first();
          nextByte = ring.firstByte();
        }
        long end = ring.first() + ring.count();
        int size = (int) Math.min(BATCH, end - next);
        List<byte[]> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
          byte[] line = ring.line(Math.toIntExact(nextByte - ring.firstByte()));
          batch.add(line);
          next++;
          nextByte += LineRing.cost(line);
        }
        removeOld(0);
        boolean last = false;
        if (batch.isEmpty() && lost == 0) {
          awake = false;
          if (ended) {
            followers.remove(this);
            last = !hasEnded;
            hasEnded = true;
          }
        }
        return new Batch(lost, batch, last);
      }
    }

    @Override
    public void close() {
      closed = true;
      synchronized (ContainerLog.this) {
        followers.remove(this);
        removeOld(0);
      }
    }
  }
}
