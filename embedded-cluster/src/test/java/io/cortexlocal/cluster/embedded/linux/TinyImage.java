package io.cortexlocal.cluster.embedded.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An unpacked image of a few of this machine's programs and the libraries that they need. */
final class TinyImage {

  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

  private TinyImage() {}

  /** Puts the image into an empty directory. */
  static void build(Path root) throws Exception {
    Files.createDirectories(root.resolve("usr/bin"));
    Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
    Files.createDirectories(root.resolve("etc"));
    Files.createDirectories(root.resolve("tmp"));
    Files.createDirectories(root.resolve("data/below"));
    Files.writeString(root.resolve("data/file"), "of the image\n");
    Files.writeString(
        root.resolve("etc/passwd"),
        "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n");
    Files.createSymbolicLink(root.resolve("usr/bin/sh"), Path.of("/bin/bash"));
    Files.createSymbolicLink(root.resolve("mnt"), Path.of("/../../volumes/mnt"));
    for (String program : new String[] {"bash", "cat", "ls", "id", "sleep", "rm", "mkdir", "env"}) {
      add(root, program);
    }
  }

  private static void add(Path root, String program) throws Exception {
    Path source = HostTools.find(program).orElseThrow().toRealPath();
    Files.copy(source, root.resolve("usr/bin").resolve(program));
    Process ldd = new ProcessBuilder("ldd", source.toString()).start();
    String libraries = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (ldd.waitFor() != 0) {
      throw new IOException("ldd " + source + ": " + libraries);
    }
    Matcher library = LIBRARY.matcher(libraries);
    while (library.find()) {
      Path target = root.resolve(library.group(1).substring(1));
      if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(target.getParent());
        Files.copy(Path.of(library.group(1)).toRealPath(), target);
      }
    }
  }
}
