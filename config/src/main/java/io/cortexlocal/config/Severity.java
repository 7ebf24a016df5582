package io.cortexlocal.config;

/** How much a finding weighs. */
public enum Severity {
  /** Cortex refuses the file. */
  ERROR,
  /** Cortex accepts the file, and it may not do what was meant; Cortex Local's own. */
  WARNING,
  /** Cortex accepts the file, and many do it that way; Cortex Local's own. */
  NOTE
}
