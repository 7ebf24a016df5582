package io.cortexlocal.evidence;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A TCP socket that waits for connections.
 *
 * @param loopback whether it takes those of its own network namespace only
 */
record ListeningSocket(int port, boolean loopback) {

  /** Local address, remote address, and the state LISTEN. */
  private static final Pattern LINE =
      Pattern.compile("\\s*\\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F:]+ 0A .*");

  private static final String IPV6_LOOPBACK = "00000000000000000000000001000000";
  private static final String MAPPED = "0000000000000000FFFF0000";

  /** Reads the kernel's tables, {@code /proc/net/tcp} and {@code /proc/net/tcp6}. */
  static List<ListeningSocket> read(String tables) {
    return tables.lines().flatMap(ListeningSocket::line).distinct().toList();
  }

  private static Stream<ListeningSocket> line(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? Stream.of(
            new ListeningSocket(
                Integer.parseInt(matcher.group(2), 16), isLoopback(matcher.group(1))))
        : Stream.empty();
  }

  /** The kernel writes an address as machine words, which are little-endian here. */
  private static boolean isLoopback(String address) {
    if (address.length() == 8) {
      return address.endsWith("7F");
    }
    return address.equals(IPV6_LOOPBACK) || (address.startsWith(MAPPED) && address.endsWith("7F"));
  }
}
