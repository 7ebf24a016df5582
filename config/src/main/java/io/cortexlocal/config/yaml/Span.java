package io.cortexlocal.config.yaml;

/**
 * A part of a file. Lines and columns start at 1, columns count code points, the end is exclusive.
 */
public record Span(int line, int column, int endLine, int endColumn) {

  /** The beginning of a file. */
  public static final Span START = new Span(1, 1, 1, 1);
}
