package io.cortexlocal.config;

import static java.util.Objects.requireNonNull;

import io.cortexlocal.config.cluster.ClusterConfig;
import io.cortexlocal.config.validation.FileValidation;
import io.cortexlocal.config.yaml.InvalidYamlException;
import io.cortexlocal.config.yaml.PlainValues;
import io.cortexlocal.config.yaml.YamlDocument;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/** A valid {@code cortex.yaml}. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class CortexConfig {

  private final String file;
  private final List<ApiConfig> apis;
  private final List<Object> written;

  /** Says what was found valid. */
  @API(status = API.Status.INTERNAL)
  public CortexConfig(String file, List<ApiConfig> apis) {
    this(file, apis, List.of());
  }

  private CortexConfig(String file, List<ApiConfig> apis, List<Object> written) {
    this.file = requireNonNull(file, "file");
    this.apis = List.copyOf(apis);
    this.written = written;
  }

  /**
   * Returns the same, and what stands in the file.
   *
   * @param content that was found valid
   * @throws IllegalArgumentException when it is no YAML
   */
  @API(status = API.Status.INTERNAL)
  public CortexConfig withContent(byte[] content) {
    try {
      return PlainValues.of(YamlDocument.read(content).value()) instanceof List<?> items
          ? new CortexConfig(file, apis, Collections.unmodifiableList(items))
          : this;
    } catch (InvalidYamlException e) {
      throw new IllegalArgumentException("not the content of " + file, e);
    }
  }

  /**
   * Returns an API as it is written in the file, without defaults: a map with its keys sorted, of
   * such maps, lists, texts, numbers, booleans and nulls. Empty when that is not known.
   */
  @API(status = API.Status.INTERNAL)
  public Optional<Object> written(ApiConfig api) {
    return api.index() < written.size() ? Optional.of(written.get(api.index())) : Optional.empty();
  }

  /** Returns the file, as the user named it. */
  public String file() {
    return file;
  }

  /** Returns the APIs, in the order of the file. */
  public List<ApiConfig> apis() {
    return apis;
  }

  /**
   * Reads and validates a file as Cortex 0.42 does.
   *
   * @throws java.io.UncheckedIOException when the file cannot be read; the message names it
   */
  public static ParseResult parse(Path file) {
    requireNonNull(file, "file");
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
  @API(status = API.Status.INTERNAL)
  public static ParseResult parse(String file, byte[] content, Optional<ClusterConfig> cluster) {
    return parse(file, content, cluster, Set.of());
  }

  /**
   * Validates the content of a file as Cortex 0.42 does where APIs are deployed already.
   *
   * @param file as the user named it; messages use its last part
   * @param cluster the cluster to check placement against; without it placement is not checked
   * @param deployed the names of the RealtimeAPIs that are deployed
   */
  @API(status = API.Status.INTERNAL)
  public static ParseResult parse(
      String file, byte[] content, Optional<ClusterConfig> cluster, Set<String> deployed) {
    requireNonNull(file, "file");
    requireNonNull(content, "content");
    requireNonNull(cluster, "cluster");
    requireNonNull(deployed, "deployed");
    String baseName = file.substring(file.lastIndexOf('/') + 1);
    return new FileValidation(file, baseName, cluster, deployed).validate(content);
  }

  /**
   * Reads and validates a file, and refuses an invalid one.
   *
   * @throws InvalidConfigException when Cortex refuses the file
   * @throws java.io.UncheckedIOException when the file cannot be read; the message names it
   */
  public static CortexConfig load(Path file) {
    requireNonNull(file, "file");
    ParseResult result = parse(file);
    if (result instanceof ParseResult.Valid valid) {
      return valid.config();
    }
    throw new InvalidConfigException(file.toString(), result.findings());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CortexConfig config
        && file.equals(config.file)
        && apis.equals(config.apis);
  }

  @Override
  public int hashCode() {
    return Objects.hash(file, apis);
  }

  @Override
  public String toString() {
    return file + " with " + apis;
  }
}
