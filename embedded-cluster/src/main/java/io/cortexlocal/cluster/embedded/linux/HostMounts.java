package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is mounted where on this machine.
 *
 * @param mounts in the order in which they were made
 */
record HostMounts(List<Mounted> mounts) {

  private static final Path TABLE = Path.of("/proc/self/mountinfo");
  private static final int POINT_COLUMN = 4;
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  /** They hold no files of users: the kernel's own, and the roots of other containers. */
  private static final Set<String> NOT_SHOWN =
      Set.of(
          "autofs",
          "binfmt_misc",
          "bpf",
          "cgroup",
          "cgroup2",
          "configfs",
          "debugfs",
          "devpts",
          "devtmpfs",
          "efivarfs",
          "fusectl",
          "hugetlbfs",
          "mqueue",
          "nsfs",
          "overlay",
          "proc",
          "pstore",
          "rpc_pipefs",
          "securityfs",
          "sysfs",
          "tracefs");

  HostMounts {
    mounts = List.copyOf(mounts);
  }

  /** Returns those of this machine now. */
  static HostMounts read() {
    try {
      return parse(Files.readString(TABLE, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new RuntimeFailure("This machine's mounts cannot be read: " + e, e);
    }
  }

  /** Reads the text of a file {@code mountinfo}. */
  static HostMounts parse(String table) {
    return new HostMounts(
        table
            .lines()
            .map(line -> line.split(" ", -1))
            .filter(columns -> columns.length > POINT_COLUMN)
            .map(columns -> new Mounted(plain(columns[POINT_COLUMN]), type(columns)))
            .toList());
  }

  private static String type(String[] columns) {
    int separator = List.of(columns).indexOf("-");
    return separator < 0 || separator + 1 >= columns.length ? "" : columns[separator + 1];
  }

  /** Spaces, tabs, line feeds and backslashes are written as octal bytes. */
  private static String plain(String point) {
    String bytes =
        OCTAL
            .matcher(point)
            .replaceAll(
                octal ->
                    Matcher.quoteReplacement(
                        Character.toString((char) Integer.parseInt(octal.group(1), 8))));
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** Returns whether something is mounted below a directory, however deep. */
  boolean anyBelow(String directory) {
    return mounts.stream().anyMatch(mount -> mount.point().startsWith(directory + "/"));
  }

  /** Returns whether a directory is a mount's own. */
  boolean isPoint(String directory) {
    return mounts.stream().anyMatch(mount -> mount.point().equals(directory));
  }

  /** Returns whether a directory is one whose files are not a user's. */
  boolean isHidden(String directory) {
    List<Mounted> here = mounts.stream().filter(mount -> mount.point().equals(directory)).toList();
    return !here.isEmpty() && NOT_SHOWN.contains(here.get(here.size() - 1).type());
  }

  /**
   * A mount.
   *
   * @param point where it is, absolute
   * @param type of its file system
   */
  record Mounted(String point, String type) {}
}
