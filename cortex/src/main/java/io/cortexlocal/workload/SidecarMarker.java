package io.cortexlocal.workload;

import io.cortexlocal.workload.sidecar.SidecarEntrypoint;
import io.cortexlocal.workload.sidecar.SidecarSettings;
import java.util.List;

/** Has the sidecar of a pod write a marker into its log, behind all that is over by then. */
public final class SidecarMarker {

  private SidecarMarker() {}

  /**
   * Returns the command to run in the container {@link Names#PROXY_CONTAINER}.
   *
   * @param name of the marker: letters, digits and dashes
   */
  public static List<String> command(String name) {
    SidecarSettings settings = SidecarSettings.inPod(1, 1, 1, ProxyContainer.ADMIN_SOCKET);
    return SidecarEntrypoint.marker(settings.markerSocket(), name);
  }
}
