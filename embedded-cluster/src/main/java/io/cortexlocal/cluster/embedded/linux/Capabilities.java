package io.cortexlocal.cluster.embedded.linux;

import java.util.ArrayList;
import java.util.List;

/** The capabilities of a container's root user: those that Docker and containerd grant. */
enum Capabilities {
  CAP_CHOWN(0),
  CAP_DAC_OVERRIDE(1),
  CAP_FOWNER(3),
  CAP_FSETID(4),
  CAP_KILL(5),
  CAP_SETGID(6),
  CAP_SETUID(7),
  CAP_SETPCAP(8),
  CAP_NET_BIND_SERVICE(10),
  CAP_NET_RAW(13),
  CAP_SYS_CHROOT(18),
  CAP_MKNOD(27),
  CAP_AUDIT_WRITE(29),
  CAP_SETFCAP(31);

  private final int number;

  Capabilities(int number) {
    this.number = number;
  }

  /** Returns them as a mask, as the kernel numbers them. */
  static long mask() {
    long mask = 0;
    for (Capabilities capability : values()) {
      mask |= 1L << capability.number;
    }
    return mask;
  }

  /** Returns the options by which bubblewrap grants them, and no others. */
  static List<String> options() {
    List<String> options = new ArrayList<>(List.of("--cap-drop", "ALL"));
    for (Capabilities capability : values()) {
      options.add("--cap-add");
      options.add(capability.name());
    }
    return options;
  }
}
