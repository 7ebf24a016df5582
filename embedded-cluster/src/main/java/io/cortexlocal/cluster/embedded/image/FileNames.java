package io.cortexlocal.cluster.embedded.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Names of files that Java can write. In the locale C it writes ASCII only, while images have names
 * in UTF-8: those get a placeholder, which Perl replaces when all files are there.
 */
final class FileNames {

  private static final String SCRIPT = "restore-names.pl";
  private static final String PREFIX = ".cortex-local-name-";
  private static final int DIGITS = 32;
  private static final int TIMEOUT_SECONDS = 60;

  private final Predicate<String> writable;
  private final Map<String, String> replaced = new LinkedHashMap<>();

  FileNames(Predicate<String> writable) {
    this.writable = writable;
  }

  /** Returns the names that this Java can write. */
  static FileNames ofThisJava() {
    Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    return new FileNames(name -> charset.newEncoder().canEncode(name));
  }

  /** Returns a name, or its placeholder, which is always the same. */
  String written(String name) {
    if (writable.test(name)) {
      return name;
    }
    String digits = Sha256.hex(name.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
    replaced.put(PREFIX + digits, name);
    return PREFIX + digits;
  }

  /** Returns a link's target, each name in it or its placeholder. */
  String writtenTarget(String target) {
    if (writable.test(target)) {
      return target;
    }
    String[] parts = target.split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = written(parts[i]);
    }
    return String.join("/", parts);
  }

  /** Tells whether a placeholder stands in a path. */
  boolean isReplacedIn(Path path) {
    for (Path part : path) {
      if (replaced.containsKey(part.toString())) {
        return true;
      }
    }
    return false;
  }

  /** Replaces the placeholders of all files and links below {@code root}. */
  void restore(Path root) throws IOException {
    if (replaced.isEmpty()) {
      return;
    }
    Path directory = root.getParent();
    Path script = Files.createTempFile(directory, "names", ".pl");
    Path names = Files.createTempFile(directory, "names", ".txt");
    Path errors = Files.createTempFile(directory, "names", ".err");
    try (InputStream in = FileNames.class.getResourceAsStream(SCRIPT)) {
      Files.write(script, in.readAllBytes());
      StringBuilder lines = new StringBuilder();
      replaced.forEach(
          (placeholder, name) ->
              lines.append(placeholder).append(' ').append(hex(name)).append('\n'));
      Files.writeString(names, lines);
      Process perl =
          new ProcessBuilder(List.of("perl", script.toString()))
              .directory(root.toFile())
              .redirectInput(names.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(errors.toFile())
              .start();
      await(perl, errors);
    } finally {
      Files.deleteIfExists(script);
      Files.deleteIfExists(names);
      Files.deleteIfExists(errors);
    }
  }

  private static void await(Process perl, Path errors) throws IOException {
    try {
      if (!perl.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("Perl did not name the files within %d s".formatted(TIMEOUT_SECONDS));
      }
      if (perl.exitValue() != 0) {
        throw new IOException(
            "Perl could not name the files: "
                + Files.readString(errors, StandardCharsets.ISO_8859_1).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Perl named the files", e);
    } finally {
      perl.destroyForcibly();
    }
  }

  private static String hex(String name) {
    return HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8));
  }
}
