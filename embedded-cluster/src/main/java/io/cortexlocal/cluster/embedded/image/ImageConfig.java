package io.cortexlocal.cluster.embedded.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An image's configuration, as OCI's image specification and Docker write it.
 *
 * @param platform of its programs; a part that the image does not state is this machine's
 * @param diffIds the digests of its layers once decompressed, the lowest first
 * @param user as USER has it, empty when the image has none
 */
record ImageConfig(
    Platform platform,
    List<String> diffIds,
    List<String> entrypoint,
    List<String> command,
    Map<String, String> environment,
    String workingDirectory,
    String user) {

  private static final String NAME = "the image's configuration";

  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  static ImageConfig parse(String json) throws ArchiveException {
    JsonNode root = ArchiveJson.parse(json.getBytes(StandardCharsets.UTF_8), NAME);
    if (!root.isObject()) {
      throw new ArchiveException(NAME + " is not a JSON object");
    }
    JsonNode config = root.path("config");
    String directory = ArchiveJson.text(config, "WorkingDir", NAME);
    return new ImageConfig(
        platform(root),
        ArchiveJson.texts(root.path("rootfs"), "diff_ids", NAME),
        ArchiveJson.texts(config, "Entrypoint", NAME),
        ArchiveJson.texts(config, "Cmd", NAME),
        environment(ArchiveJson.texts(config, "Env", NAME)),
        directory.startsWith("/") ? directory : "/" + directory,
        ArchiveJson.text(config, "User", NAME));
  }

  private static Platform platform(JsonNode root) throws ArchiveException {
    Platform here = Platform.here();
    String os = ArchiveJson.text(root, "os", NAME);
    String architecture = ArchiveJson.text(root, "architecture", NAME);
    return new Platform(
        os.isEmpty() ? here.os() : os, architecture.isEmpty() ? here.architecture() : architecture);
  }

  private static Map<String, String> environment(List<String> entries) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String entry : entries) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        environment.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return environment;
  }

  /**
   * Returns the image, once its files are below {@code root}. {@code PATH} is containerd's when the
   * image sets none; {@code HOME} is the user's of the image's {@code /etc/passwd}, as runc has it.
   *
   * @throws ArchiveException when USER names nobody that the image knows
   */
  ContainerImage image(Path root) throws IOException, ArchiveException {
    UserDatabase.Entry entry = UserDatabase.of(root).lookUp(user);
    Map<String, String> all = new LinkedHashMap<>();
    all.put("PATH", DEFAULT_PATH);
    all.put("HOME", entry.home());
    all.putAll(environment);
    return new ContainerImage(
        new RootFilesystem.Unpacked(root),
        entrypoint,
        command,
        all,
        workingDirectory,
        entry.user());
  }
}
