package io.cortexlocal.config.yaml;

/** A text that is not YAML, or not YAML as go-yaml 2 takes it. */
public final class InvalidYamlException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Span span;

  /**
   * @param message what is wrong, without a location
   * @param span where it is wrong
   */
  public InvalidYamlException(String message, Span span) {
    super(message);
    this.span = span;
  }

  /** Returns where the text is wrong. */
  public Span span() {
    return span;
  }
}
