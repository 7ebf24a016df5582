package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.cluster.ClusterException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * What a client has to show: as a bearer token, or as the first segment of the path, for kubectl
 * sends a token over TLS only.
 */
record AccessToken(String value) {

  private static final Path RANDOM = Path.of("/dev/urandom");
  private static final int BYTES = 32;
  private static final String BEARER = "Bearer ";

  /** Makes one that nobody can guess, without the start-up time of the JDK's secure random. */
  static AccessToken random() {
    try (InputStream random = Files.newInputStream(RANDOM)) {
      return new AccessToken(HexFormat.of().formatHex(random.readNBytes(BYTES)));
    } catch (IOException e) {
      throw new ClusterException("no access token can be made: " + e, e);
    }
  }

  /**
   * Returns the request without its token.
   *
   * @throws ApiFailure when it has none, or another
   */
  RestRequest require(RestRequest request) {
    List<String> path = request.segments();
    if (!path.isEmpty() && isThis(path.get(0))) {
      return request.at(path.subList(1, path.size()));
    }
    String given = request.header("authorization");
    if (given.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && isThis(given.substring(BEARER.length()).strip())) {
      return request;
    }
    throw ApiFailure.unauthorized();
  }

  private boolean isThis(String given) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "AccessToken";
  }
}
