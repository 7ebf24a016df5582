package io.cortexlocal.activator;

import io.cortexlocal.model.IstioVirtualService;
import io.cortexlocal.workload.Names;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the activator knows of an API: from its VirtualService, as Cortex's does. */
final class ActivatedApi {

  private final String name;
  private final Breaker breaker;
  private final AtomicBoolean beingAwakened = new AtomicBoolean();
  private volatile boolean gone;

  private ActivatedApi(String name, Breaker breaker) {
    this.name = name;
    this.breaker = breaker;
  }

  /**
   * Reads a VirtualService.
   *
   * @throws IllegalArgumentException when its annotations are not those of a Realtime API
   */
  static ActivatedApi of(IstioVirtualService route) {
    return new ActivatedApi(
        route.getMetadata().getLabels().get(Names.LABEL_API_NAME),
        new Breaker(
            whole(route, Names.ANNOTATION_MAX_CONCURRENCY),
            whole(route, Names.ANNOTATION_MAX_QUEUE_LENGTH)));
  }

  String name() {
    return name;
  }

  Breaker breaker() {
    return breaker;
  }

  /** Takes the limits that a VirtualService has now. */
  void changed(IstioVirtualService route) {
    breaker.resize(
        whole(route, Names.ANNOTATION_MAX_CONCURRENCY),
        whole(route, Names.ANNOTATION_MAX_QUEUE_LENGTH));
  }

  /** Returns whether it is deleted. */
  boolean isGone() {
    return gone;
  }

  void deleted() {
    gone = true;
  }

  /** Returns whether nobody else is about to awaken it; whoever is told so says when that ended. */
  boolean beginAwakening() {
    return beingAwakened.compareAndSet(false, true);
  }

  void endAwakening() {
    beingAwakened.set(false);
  }

  private static int whole(IstioVirtualService route, String annotation) {
    Map<String, String> annotations = route.getMetadata().getAnnotations();
    String text = annotations == null ? null : annotations.get(annotation);
    try {
      return Integer.parseInt(String.valueOf(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "annotation %s of VirtualService %s is no whole number: %s"
              .formatted(annotation, route.getMetadata().getName(), text),
          e);
    }
  }
}
