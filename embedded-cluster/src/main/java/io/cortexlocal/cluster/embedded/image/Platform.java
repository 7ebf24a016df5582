package io.cortexlocal.cluster.embedded.image;

import java.util.Locale;

/**
 * What an image is made for, in Go's words, as OCI has it.
 *
 * @param os such as {@code linux}
 * @param architecture such as {@code amd64}
 */
record Platform(String os, String architecture) {

  /** Returns Linux on this machine's processor. */
  static Platform here() {
    return new Platform("linux", architecture(System.getProperty("os.arch")));
  }

  static String architecture(String javaName) {
    return switch (javaName.toLowerCase(Locale.ROOT)) {
      case "x86_64", "x86-64" -> "amd64";
      case "aarch64" -> "arm64";
      case "i386", "i486", "i586", "i686", "x86" -> "386";
      default -> javaName.toLowerCase(Locale.ROOT);
    };
  }

  @Override
  public String toString() {
    return os + "/" + architecture;
  }
}
