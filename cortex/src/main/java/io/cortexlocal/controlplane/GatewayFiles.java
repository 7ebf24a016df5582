package io.cortexlocal.controlplane;

/** The names of the files in the directory that Envoy and the control plane share. */
public final class GatewayFiles {

  /** The unix socket of Envoy's admin interface. */
  public static final String ADMIN_SOCKET = "admin.sock";

  /** Envoy's own log. */
  public static final String ENVOY_LOG = "envoy.log";

  private GatewayFiles() {}
}
