package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.cluster.embedded.store.RefusedException;
import io.cortexlocal.json.Json;
import java.util.Map;
import java.util.Optional;

/** A request that is answered with a Status of Kubernetes' API instead of what it asks for. */
final class ApiFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;

  ApiFailure(int code, String reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  static ApiFailure badRequest(String message) {
    return new ApiFailure(400, "BadRequest", message);
  }

  static ApiFailure unauthorized() {
    return new ApiFailure(401, "Unauthorized", "Unauthorized");
  }

  /** There is nothing at the path. */
  static ApiFailure noSuchPath() {
    return new ApiFailure(404, "NotFound", "the server could not find the requested resource");
  }

  static ApiFailure notFound(String resource, String name) {
    return new ApiFailure(404, "NotFound", "%s \"%s\" not found".formatted(resource, name));
  }

  static ApiFailure unsupportedMediaType(String message) {
    return new ApiFailure(415, "UnsupportedMediaType", message);
  }

  /** Kubernetes has it, and the embedded cluster has not. */
  static ApiFailure notServed(String what) {
    return new ApiFailure(
        501,
        "NotImplemented",
        "the embedded cluster does not serve %s; backend k3s (cortex.local.backend=k3s) does"
            .formatted(what));
  }

  /** Kubernetes' verb for what is there, and the embedded cluster has not. */
  static ApiFailure methodNotAllowed(String what) {
    return new ApiFailure(
        405, "MethodNotAllowed", "the embedded cluster does not serve %s".formatted(what));
  }

  static ApiFailure of(RefusedException refused) {
    String message = refused.getMessage();
    return switch (refused.reason()) {
      case NOT_FOUND -> new ApiFailure(404, "NotFound", message);
      case ALREADY_EXISTS -> new ApiFailure(409, "AlreadyExists", message);
      case CONFLICT -> new ApiFailure(409, "Conflict", message);
      case INVALID -> new ApiFailure(422, "Invalid", message);
      case FORBIDDEN -> new ApiFailure(403, "Forbidden", message);
      case EXPIRED -> new ApiFailure(410, "Expired", message);
      case NOT_IMPLEMENTED -> new ApiFailure(501, "NotImplemented", message);
    };
  }

  int code() {
    return code;
  }

  Map<String, Object> status() {
    return Json.object(
        "kind",
        "Status",
        "apiVersion",
        "v1",
        "metadata",
        Map.of(),
        "status",
        "Failure",
        "message",
        getMessage(),
        "reason",
        reason,
        "details",
        code == 401 ? Optional.empty() : Map.of(),
        "code",
        code);
  }
}
