package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for a container's program, and says what runc would say when it cannot be run. */
final class Executable {

  private static final Set<PosixFilePermission> EXECUTE =
      Set.of(
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_EXECUTE);

  private static final Logger LOG = LoggerFactory.getLogger(Executable.class);

  private static final Path BINARY_FORMATS = Path.of("/proc/sys/fs/binfmt_misc/status");
  private static final Set<Integer> X86 = Set.of(3, 62);
  private static final Set<Integer> ARM = Set.of(40, 183);

  private static final int HEADER = 256;
  private static final int PROGRAM_INTERPRETER = 3;
  private static final int LONGEST_NAME = 4096;

  private final ContainerFiles files;
  private final String workingDirectory;

  Executable(ContainerFiles files, String workingDirectory) {
    this.files = files;
    this.workingDirectory = workingDirectory;
  }

  /**
   * Checks that a program can be run.
   *
   * @param program a path, or a name to look for
   * @param path the container's {@code PATH}
   * @throws StartFailure when it is not there, not a program, or needs one that is not there
   */
  void check(String program, String path) throws StartFailure {
    Path file = program.contains("/") ? named(program) : onPath(program, path);
    try {
      checkFormat(program, file);
    } catch (AccessDeniedException e) {
      LOG.debug("cannot read {}; the kernel judges it", file, e);
    } catch (IOException e) {
      throw failure("exec: \"%s\": %s", program, e.getMessage());
    }
  }

  private Path named(String program) throws StartFailure {
    Optional<Path> found = files.find(absolute(program)).source();
    if (found.isEmpty()) {
      throw failure("exec: \"%s\": stat %s: no such file or directory", program, program);
    }
    if (Files.isDirectory(found.get())) {
      throw failure("exec: \"%s\": is a directory", program);
    }
    if (!executable(found.get())) {
      throw failure("exec: \"%s\": permission denied", program);
    }
    return found.get();
  }

  private Path onPath(String program, String path) throws StartFailure {
    for (String directory : path.split(":", -1)) {
      Optional<Path> found =
          files
              .find(absolute(directory.isEmpty() ? program : directory + "/" + program))
              .source()
              .filter(file -> !program.isEmpty() && !Files.isDirectory(file) && executable(file));
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw failure("exec: \"%s\": executable file not found in $PATH", program);
  }

  private String absolute(String path) {
    return path.startsWith("/") ? path : workingDirectory + "/" + path;
  }

  private static boolean executable(Path file) {
    try {
      return Files.getPosixFilePermissions(file).stream().anyMatch(EXECUTE::contains);
    } catch (IOException e) {
      return false;
    }
  }

  private void checkFormat(String program, Path file) throws IOException, StartFailure {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(HEADER);
    }
    Optional<String> needed;
    if (start.length > 2 && start[0] == '#' && start[1] == '!') {
      needed = Optional.of(interpreterOf(start));
    } else if (isElf(start) && runsHere(start)) {
      needed = loaderOf(file, start);
    } else {
      throw failure("exec %s: exec format error", program);
    }
    if (needed.isPresent() && files.find(absolute(needed.get())).source().isEmpty()) {
      throw failure("exec %s: no such file or directory (it needs %s)", program, needed.get());
    }
  }

  private static String interpreterOf(byte[] start) {
    String line = new String(start, 2, start.length - 2, StandardCharsets.UTF_8);
    return line.lines().findFirst().orElse("").strip().split("[ \t]", 2)[0];
  }

  private static boolean isElf(byte[] start) {
    return start.length >= 64
        && start[0] == 0x7f
        && start[1] == 'E'
        && start[2] == 'L'
        && start[3] == 'F';
  }

  private static boolean runsHere(byte[] start) throws IOException {
    byte[] own;
    try (InputStream in = Files.newInputStream(Path.of("/proc/self/exe"))) {
      own = in.readNBytes(HEADER);
    }
    int here = machine(own);
    int there = machine(start);
    return here == there
        || (X86.contains(here) && X86.contains(there))
        || (ARM.contains(here) && ARM.contains(there))
        || Files.exists(BINARY_FORMATS);
  }

  private static int machine(byte[] start) {
    ByteOrder order = start[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return ByteBuffer.wrap(start).order(order).getShort(18) & 0xffff;
  }

  /** Returns what a 64-bit ELF file's PT_INTERP says; others are the kernel's to judge. */
  private static Optional<String> loaderOf(Path file, byte[] start) throws IOException {
    boolean wide = start[4] == 2;
    if (!wide) {
      return Optional.empty();
    }
    ByteOrder order = start[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteBuffer header = ByteBuffer.wrap(start).order(order);
    long table = header.getLong(32);
    int size = header.getShort(54);
    int count = header.getShort(56);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      for (int i = 0; i < count; i++) {
        ByteBuffer entry = read(channel, table + (long) i * size, 56).order(order);
        if (entry.remaining() == 56 && entry.getInt(0) == PROGRAM_INTERPRETER) {
          int length = (int) Math.min(entry.getLong(32), LONGEST_NAME);
          byte[] name = new byte[Math.max(0, length)];
          ByteBuffer text = read(channel, entry.getLong(8), name.length);
          text.get(name, 0, text.remaining());
          return Optional.of(new String(name, StandardCharsets.UTF_8).replace("\0", ""));
        }
      }
    }
    return Optional.empty();
  }

  private static ByteBuffer read(SeekableByteChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    channel.position(Math.max(0, position));
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
    return buffer.flip();
  }

  private static StartFailure failure(String format, Object... parts) {
    return new StartFailure(format.formatted(parts));
  }
}
