package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.cluster.Kubernetes.LostLines;

/** Takes what a container writes, with the moments. Called by one thread at a time. */
public interface WrittenLines {

  /** Takes a line. When it throws, the line counts as lost. */
  void line(WrittenLine line);

  /** Learns of lines that will never come. */
  void lost(LostLines lost);
}
