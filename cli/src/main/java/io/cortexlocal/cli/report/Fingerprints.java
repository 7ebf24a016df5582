package io.cortexlocal.cli.report;

import io.cortexlocal.config.Finding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Names for findings that stay the same when lines move. */
final class Fingerprints {

  private final Map<String, Integer> occurrences = new HashMap<>();

  /** Returns a hash of the file, the rule, the key path, the message and its occurrence. */
  String next(CheckedFile file, Finding finding) {
    String identity =
        String.join("\n", file.file(), finding.kind(), finding.path(), finding.message());
    int occurrence = occurrences.merge(identity, 1, Integer::sum);
    byte[] hash = sha256().digest((identity + "\n" + occurrence).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
