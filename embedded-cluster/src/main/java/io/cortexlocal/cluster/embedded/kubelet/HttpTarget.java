package io.cortexlocal.cluster.embedded.kubelet;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a probe's request goes.
 *
 * @param path as in the URL: empty, or beginning with a slash; with its query
 */
record HttpTarget(String scheme, String host, int port, String path) {

  private static final Pattern ABSOLUTE =
      Pattern.compile("(?i)(https?)://([^/?#:]+)(?::(\\d{1,5}))?([/?][^#]*)?(?:#.*)?");

  /** Returns the target of a path from a pod's spec, which may lack its first slash. */
  static HttpTarget of(String scheme, String host, int port, String path) {
    String rest = path == null || path.isEmpty() ? "/" : escaped(path);
    int fragment = rest.indexOf('#');
    if (fragment >= 0) {
      rest = rest.substring(0, fragment);
    }
    return new HttpTarget(
        scheme == null || scheme.isEmpty() ? "http" : scheme.toLowerCase(Locale.ROOT),
        host,
        port,
        rest.startsWith("/") ? rest : "/" + rest);
  }

  /** Returns where a redirect from here leads, or nothing when it cannot be read. */
  Optional<HttpTarget> resolve(String location) {
    String to = escaped(location.strip());
    Matcher absolute = ABSOLUTE.matcher(to);
    if (absolute.matches()) {
      String scheme = absolute.group(1).toLowerCase(Locale.ROOT);
      int port =
          absolute.group(3) != null
              ? Integer.parseInt(absolute.group(3))
              : scheme.equals("https") ? 443 : 80;
      String rest = absolute.group(4) == null ? "" : absolute.group(4);
      return Optional.of(new HttpTarget(scheme, absolute.group(2), port, rest));
    }
    if (to.startsWith("//")) {
      return resolve(scheme + ":" + to);
    }
    if (to.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
      return Optional.empty();
    }
    int fragment = to.indexOf('#');
    String rest = fragment < 0 ? to : to.substring(0, fragment);
    if (rest.isEmpty()) {
      return Optional.of(this);
    }
    String here = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
    if (rest.startsWith("?")) {
      return Optional.of(new HttpTarget(scheme, host, port, here + rest));
    }
    if (!rest.startsWith("/")) {
      rest = here.substring(0, here.lastIndexOf('/') + 1) + rest;
    }
    return Optional.of(
        new HttpTarget(scheme, host, port, rest.startsWith("/") ? rest : "/" + rest));
  }

  /** Returns what stands in the header {@code Host}. */
  String authority() {
    return host + ":" + port;
  }

  String url() {
    return scheme + "://" + authority() + path;
  }

  /** Returns what stands in the request's first line. */
  String requestPath() {
    return path.isEmpty() ? "/" : path.startsWith("?") ? "/" + path : path;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte next : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      int value = next & 0xff;
      if (value <= 0x20 || value >= 0x7f || value == '"' || value == '<' || value == '>') {
        escaped.append("%%%02X".formatted(value));
      } else {
        escaped.append((char) value);
      }
    }
    return escaped.toString();
  }
}
