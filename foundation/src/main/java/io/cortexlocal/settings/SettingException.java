package io.cortexlocal.settings;

import org.apiguardian.api.API;

/** A setting has a value that it cannot have; the message names it. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class SettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SettingException(String message) {
    super(message);
  }
}
