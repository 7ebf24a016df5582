package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.cluster.ClusterException;

/** A call that the embedded cluster has understood and does not do. */
public final class RefusedException extends ClusterException {

  private static final long serialVersionUID = 1L;

  /** Why, in the words of Kubernetes' API. */
  public enum Reason {
    /** There is no object of that name. */
    NOT_FOUND,
    /** There is one of that name already. */
    ALREADY_EXISTS,
    /** The object has changed meanwhile. */
    CONFLICT,
    /** A field has a value that Kubernetes does not take. */
    INVALID,
    /** The object's state does not allow it. */
    FORBIDDEN,
    /** The changes since then are no longer known. */
    EXPIRED,
    /** Kubernetes can do it, and the embedded cluster cannot. */
    NOT_IMPLEMENTED
  }

  private final Reason reason;

  RefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns why. */
  public Reason reason() {
    return reason;
  }
}
