package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.ClusterException;
import org.slf4j.Logger;

/**
 * Says what did not work on the node. The machine's refusals say in one sentence what was refused,
 * and a trace tells no more; of anything else the trace is what there is. Safe for use by several
 * threads.
 */
final class NodeFailures {

  private final Logger log;
  private String last = "";

  NodeFailures(Logger log) {
    this.log = log;
  }

  /** Says it; a sentence that was said last time is not said again. */
  synchronized void say(String what, Throwable failure) {
    if (!(failure instanceof ClusterException)) {
      log.error(what, failure);
      return;
    }
    String sentence = what + ": " + failure.getMessage();
    if (!sentence.equals(last)) {
      last = sentence;
      log.warn("{}", sentence);
    }
    log.debug("{}", what, failure);
  }
}
