package io.cortexlocal.cluster.embedded.linux;

import java.util.List;

/** How the node comes by the privileges that it needs. */
public enum NodeMode {
  /** As root of this machine; no user namespace is needed. */
  ROOT,

  /** As root of a user namespace, which an ordinary user may make where the kernel allows it. */
  USER_NAMESPACE;

  /** Returns what {@code unshare} needs to be told, to make such a node. */
  List<String> unshareOptions() {
    return this == ROOT ? List.of() : List.of("--user", "--map-root-user");
  }

  /** Returns what {@code nsenter} needs to be told, to enter such a node. */
  List<String> nsenterOptions() {
    return this == ROOT
        ? List.of("--setuid", "0", "--setgid", "0")
        : List.of("--user", "--preserve-credentials");
  }
}
