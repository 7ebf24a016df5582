package io.cortexlocal.operator;

/** The operator refuses what it was asked for, in Cortex's words. */
public final class OperatorException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String kind;

  OperatorException(String kind, String message) {
    super(message);
    this.kind = kind;
  }

  OperatorException(Throwable cause) {
    super(cause.getMessage(), cause);
    this.kind = "error";
  }

  /** Returns Cortex's name of the reason, such as {@code resources.api_not_deployed}. */
  public String kind() {
    return kind;
  }

  static OperatorException notDeployed(String api) {
    return new OperatorException("resources.api_not_deployed", api + " is not deployed");
  }

  static OperatorException neverDeployed(String api, String id) {
    return new OperatorException(
        "resources.api_id_not_found", "%s with id %s has never been deployed".formatted(api, id));
  }

  static OperatorException isUpdating(String api) {
    return new OperatorException(
        "realtimeapi.api_updating", api + " is updating (override with --force)");
  }
}
