package io.cortexlocal.cli.up;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cli.report.CheckedFile;
import io.cortexlocal.cli.report.SourceLines;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.ConfigFile;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.deploy.LocalNames;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of one {@code up}, as they were when they were read.
 *
 * @param files in the order in which they are deployed
 */
record UpFiles(List<UpFile> files) {

  private static final String DEFAULT = "cortex.yaml";

  UpFiles {
    files = List.copyOf(files);
  }

  /**
   * Returns the files that are meant.
   *
   * @param command that they are named to
   * @param named by the user; with none it is {@code cortex.yaml}
   * @throws UsageException when there is none
   */
  static List<Path> named(String command, List<Path> named) {
    if (!named.isEmpty()) {
      return List.copyOf(named);
    }
    if (Files.notExists(Path.of(DEFAULT))) {
      throw new UsageException(
          "there is no cortex.yaml here; name a file: cortex-local %s FILE".formatted(command));
    }
    return List.of(Path.of(DEFAULT));
  }

  /**
   * Makes sure of what can be told of all of them before a cluster is started.
   *
   * @throws io.cortexlocal.deploy.DeployException naming an API that no cluster here takes
   * @throws io.cortexlocal.image.ImageException naming an image that cannot be had, and why
   */
  void requireDeployable(Settings settings) {
    for (UpFile file : files) {
      CortexLocal.requireDeployable(settings, file.config(), file.images());
    }
  }

  /**
   * Reads them.
   *
   * @throws BrokenFilesException when Cortex would refuse one of them, or two have the same API
   * @throws UsageException when one cannot be read
   * @throws io.cortexlocal.image.ImageException when a {@code cortex-local.yaml} is wrong
   */
  static UpFiles read(List<Path> paths) {
    List<UpFile> files = new ArrayList<>();
    List<CheckedFile> broken = new ArrayList<>();
    Map<String, Path> apis = new LinkedHashMap<>();
    Set<String> targets = new HashSet<>();
    for (Path path : paths) {
      byte[] content = content(path);
      ParseResult result =
          CortexConfig.parse(path.toString(), content, Optional.empty(), Set.copyOf(targets));
      if (!(result instanceof ParseResult.Valid valid)) {
        broken.add(
            new CheckedFile(path.toString(), true, new SourceLines(content), result.findings()));
        continue;
      }
      for (ApiConfig api : valid.config().apis()) {
        Path other = apis.putIfAbsent(api.name(), path);
        if (other != null) {
          throw new UsageException("API %s is in %s and in %s".formatted(api.name(), other, path));
        }
        if (api instanceof RealtimeApiConfig) {
          targets.add(api.name());
        }
      }
      LocalImages images = LocalImages.nextTo(path);
      LocalNames.require(path, valid.config(), images);
      files.add(new UpFile(path, content, valid.config(), images));
    }
    if (!broken.isEmpty()) {
      throw new BrokenFilesException(broken);
    }
    return new UpFiles(files);
  }

  private static byte[] content(Path path) {
    try {
      return ConfigFile.read(path);
    } catch (NoSuchFileException e) {
      throw new UsageException("cannot read " + path + ": it does not exist");
    } catch (FileSystemException e) {
      throw new UsageException("cannot read " + path + ": " + e.getReason());
    }
  }

  /** Returns the APIs of all files, in their order. */
  List<ApiConfig> apis() {
    return files.stream().flatMap(file -> file.config().apis().stream()).toList();
  }

  /** Returns how images are had; where two files' say different things, the later one's counts. */
  LocalImages images() {
    LocalImages images = LocalImages.none();
    for (UpFile file : files) {
      images = images.with(file.images());
    }
    return images;
  }
}
