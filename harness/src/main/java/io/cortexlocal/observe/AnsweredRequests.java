package io.cortexlocal.observe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last requests of one API that were answered since the proxies' logs were read to their end,
 * for messages. Safe for use by several threads.
 */
public final class AnsweredRequests {

  private static final int MOST = 1_000;

  private final Deque<AnsweredRequest> last = new ArrayDeque<>();

  /** Adds one. */
  public synchronized void add(AnsweredRequest request) {
    last.add(request);
    if (last.size() > MOST) {
      last.remove();
    }
  }

  /** Returns those there are, and forgets them. */
  public synchronized List<AnsweredRequest> take() {
    List<AnsweredRequest> taken = List.copyOf(last);
    last.clear();
    return taken;
  }
}
