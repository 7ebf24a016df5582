package io.cortexlocal.cluster.embedded.kubelet;

/** What a probe decides. */
enum ProbeKind {
  STARTUP("Startup"),
  READINESS("Readiness"),
  LIVENESS("Liveness");

  private final String text;

  ProbeKind(String text) {
    this.text = text;
  }

  /** Returns the kind as it stands in events. */
  String text() {
    return text;
  }
}
