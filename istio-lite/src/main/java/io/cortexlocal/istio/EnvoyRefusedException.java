package io.cortexlocal.istio;

/** Envoy did not take a configuration; it goes on with the one before. */
public final class EnvoyRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EnvoyRefusedException(String message) {
    super(message);
  }
}
