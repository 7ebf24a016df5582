package io.cortexlocal.config;

/** How much a finding weighs. */
public enum Severity {
  /** Cortex refuses the file. */
  ERROR,
  /** Cortex accepts the file; the warning is Cortex Local's own. */
  WARNING
}
