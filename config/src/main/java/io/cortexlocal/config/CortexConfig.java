package io.cortexlocal.config;

import io.cortexlocal.config.cluster.ClusterConfig;
import io.cortexlocal.config.validation.FileValidation;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A valid {@code cortex.yaml}.
 *
 * @param file as the user named it
 * @param apis in the order of the file
 */
public record CortexConfig(String file, List<ApiConfig> apis) {

  public CortexConfig {
    apis = List.copyOf(apis);
  }

  /**
   * Reads and validates a file as Cortex 0.42 does.
   *
   * @throws java.io.UncheckedIOException when the file cannot be read; the message names it
   */
  public static ParseResult parse(Path file) {
    byte[] content;
    try {
      content = ConfigFile.read(file);
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? "it does not exist" : e.getReason();
      throw new UncheckedIOException("cannot read " + file + ": " + reason, e);
    }
    return parse(file.toString(), content, Optional.empty());
  }

  /**
   * Validates the content of a file as Cortex 0.42 does.
   *
   * @param file as the user named it; messages use its last part
   * @param cluster the cluster to check placement against; without it placement is not checked
   */
  public static ParseResult parse(String file, byte[] content, Optional<ClusterConfig> cluster) {
    String baseName = file.substring(file.lastIndexOf('/') + 1);
    return new FileValidation(file, baseName, cluster).validate(content);
  }

  /**
   * Reads and validates a file, and refuses an invalid one.
   *
   * @throws InvalidConfigException when Cortex refuses the file
   * @throws java.io.UncheckedIOException when the file cannot be read; the message names it
   */
  public static CortexConfig load(Path file) {
    ParseResult result = parse(file);
    if (result instanceof ParseResult.Valid valid) {
      return valid.config();
    }
    throw new InvalidConfigException(file.toString(), result.findings());
  }
}
