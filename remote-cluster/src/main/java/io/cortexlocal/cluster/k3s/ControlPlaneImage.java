package io.cortexlocal.cluster.k3s;

import io.cortexlocal.cluster.ClusterException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The image of the control plane: a JRE and the jars that the {@code control-plane} artifact
 * carries. Its tag is a hash of both, so it is built once.
 */
final class ControlPlaneImage {

  private static final String REPOSITORY = "cortex-local/control-plane";
  private static final String RESOURCES = "io/cortexlocal/control-plane/";
  private static final int TAG_LENGTH = 12;

  private ControlPlaneImage() {}

  static String ensure(DockerEngine engine, String jreImage, Path scratch) {
    String jreId = engine.requiredId(jreImage);
    try {
      Path context = Files.createDirectories(scratch.resolve("control-plane"));
      Path jars = Files.createDirectories(context.resolve("jars"));
      MessageDigest hash = sha256();
      hash.update(jreId.getBytes(StandardCharsets.UTF_8));
      String dockerfile = dockerfile(jreImage);
      hash.update(dockerfile.getBytes(StandardCharsets.UTF_8));
      for (String jar : jarNames()) {
        try (InputStream in = new DigestInputStream(open(jar), hash)) {
          Files.copy(in, jars.resolve(jar));
        }
      }
      String tag =
          REPOSITORY + ":" + HexFormat.of().formatHex(hash.digest()).substring(0, TAG_LENGTH);
      if (!engine.hasImage(tag)) {
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        engine.build(tag, context, Map.of());
      }
      return tag;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lay out the control plane's image", e);
    }
  }

  private static String dockerfile(String jreImage) {
    return """
        FROM %s
        COPY jars /opt/cortex-local/
        ENTRYPOINT ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m", \
        "-cp", "/opt/cortex-local/*", "io.cortexlocal.incluster.Main"]
        """
        .formatted(jreImage);
  }

  private static List<String> jarNames() throws IOException {
    try (BufferedReader index =
        new BufferedReader(new InputStreamReader(open("index"), StandardCharsets.UTF_8))) {
      return index.lines().filter(line -> !line.isBlank()).sorted().toList();
    }
  }

  private static InputStream open(String name) {
    InputStream in = ControlPlaneImage.class.getClassLoader().getResourceAsStream(RESOURCES + name);
    if (in == null) {
      throw new ClusterException(
          """
          the control plane's jars are not on the class path (%s%s).
          Add the artifact io.cortexlocal:control-plane as a runtime dependency."""
              .formatted(RESOURCES, name));
    }
    return in;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
