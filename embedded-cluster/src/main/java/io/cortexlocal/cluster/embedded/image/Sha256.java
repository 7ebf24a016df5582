package io.cortexlocal.cluster.embedded.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Digests as OCI writes them: {@code sha256:} and 64 hexadecimal digits. */
final class Sha256 {

  private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");

  private Sha256() {}

  static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static String hex(byte[] content) {
    return HexFormat.of().formatHex(start().digest(content));
  }

  /** Ends a digest that was started here. */
  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Returns the digits of a digest. */
  static String digits(String digest) throws ArchiveException {
    Matcher matcher = DIGEST.matcher(digest);
    if (!matcher.matches()) {
      throw new ArchiveException("\"%s\" is not a sha256 digest".formatted(digest));
    }
    return matcher.group(1);
  }
}
