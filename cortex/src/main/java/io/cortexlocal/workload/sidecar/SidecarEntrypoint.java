package io.cortexlocal.workload.sidecar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The script that is the sidecar's first process: it runs Envoy, and on SIGTERM lets the requests
 * in flight finish before it ends Envoy.
 *
 * <p>Its arguments are Envoy's binary, the unix socket of Envoy's admin interface, and Envoy's own
 * arguments ({@link SidecarBootstrap#arguments(String)}). It needs {@code bash} and Debian's {@code
 * perl-base}.
 */
public final class SidecarEntrypoint {

  static final String LAST_LINE = "{\"kind\":\"end\"}";

  private SidecarEntrypoint() {}

  /**
   * Returns the command that has a marker written, to run in the sidecar's container: {@link
   * SidecarEvent.Marker} with that name.
   */
  public static List<String> marker(String socket, String name) {
    return List.of(
        "perl",
        "-MIO::Socket::UNIX",
        "-e",
        "my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die qq($!\\n); print $s"
            + " qq(GET /$ARGV[1] HTTP/1.0\\r\\nhost: marker\\r\\n\\r\\n); local $/; <$s>;",
        socket,
        name);
  }

  /** The script's text, for {@code bash -c} or a file. */
  public static String script() {
    try (InputStream resource = SidecarEntrypoint.class.getResourceAsStream("entrypoint.sh")) {
      if (resource == null) {
        throw new IllegalStateException("the resource entrypoint.sh is missing");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
