package io.cortexlocal.controlplane;

import io.cortexlocal.istio.GatewayWorkload.ListenAddress;
import io.cortexlocal.istio.GatewayWorkload.ProxiedSocket;
import io.cortexlocal.istio.GatewayWorkload.Tcp;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses as arguments of the control plane: {@code ADDRESS:PORT}, {@code
 * ADDRESS:PORT@FILE-OF-A-NETWORK-NAMESPACE}, or {@code unix:SOCKET} for connections that begin with
 * a header of the PROXY protocol.
 */
final class ListenAddresses {

  private static final String UNIX = "unix:";
  private static final Pattern TCP = Pattern.compile("([0-9.]+):([0-9]{1,5})(?:@(/.+))?");

  private ListenAddresses() {}

  /** Reads one; throws IllegalArgumentException naming it, when it is none. */
  static ListenAddress parse(String text) {
    if (text.startsWith(UNIX)) {
      return new ProxiedSocket(Path.of(text.substring(UNIX.length())));
    }
    Matcher matcher = TCP.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("\"%s\" is no address to listen at".formatted(text));
    }
    return new Tcp(
        matcher.group(1),
        Integer.parseInt(matcher.group(2)),
        Optional.ofNullable(matcher.group(3)).map(Path::of));
  }
}
