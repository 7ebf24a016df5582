package io.cortexlocal.config;

import org.apiguardian.api.API;

/** How much a finding weighs. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Severity {
  /** Cortex refuses the file. */
  ERROR,
  /** Cortex accepts the file, and it may not do what was meant; Cortex Local's own. */
  WARNING,
  /** Cortex accepts the file, and many do it that way; Cortex Local's own. */
  NOTE
}
