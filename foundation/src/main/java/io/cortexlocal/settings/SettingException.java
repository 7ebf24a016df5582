package io.cortexlocal.settings;

/** A setting has a value that it cannot have; the message names it. */
public final class SettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SettingException(String message) {
    super(message);
  }
}
