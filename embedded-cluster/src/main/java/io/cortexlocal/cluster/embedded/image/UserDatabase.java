package io.cortexlocal.cluster.embedded.image;

import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The users and groups of an image, looked up as runc does. */
record UserDatabase(List<String> passwd, List<String> group) {

  private static final long LARGEST_ID = Integer.MAX_VALUE;
  private static final int LARGEST_FILE = 1 << 20;

  private static final int NAME = 0;
  private static final int ID = 2;
  private static final int PASSWD_GROUP = 3;
  private static final int PASSWD_HOME = 5;

  /**
   * Whom a USER stands for.
   *
   * @param home {@code /} for a user that {@code /etc/passwd} does not have
   */
  record Entry(User user, String home) {}

  /** Reads {@code /etc/passwd} and {@code /etc/group} below {@code root}, where they are. */
  static UserDatabase of(Path root) throws IOException, ArchiveException {
    RootPath paths = new RootPath(root);
    return new UserDatabase(lines(paths, "/etc/passwd"), lines(paths, "/etc/group"));
  }

  private static List<String> lines(RootPath paths, String name)
      throws IOException, ArchiveException {
    Path file = paths.resolve(name);
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    if (Files.size(file) > LARGEST_FILE) {
      throw new ArchiveException("%s has more than %d bytes".formatted(name, LARGEST_FILE));
    }
    return Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
  }

  /**
   * Finds a user.
   *
   * @param text {@code user} or {@code user:group}, each a name or a number; empty for root
   */
  Entry lookUp(String text) throws ArchiveException {
    int colon = text.indexOf(':');
    String userText = colon < 0 ? text : text.substring(0, colon);
    String groupText = colon < 0 ? "" : text.substring(colon + 1);

    Optional<String[]> user = find(passwd, userText.isEmpty() ? "0" : userText, PASSWD_HOME);
    if (user.isEmpty() && !userText.isEmpty() && !isNumber(userText)) {
      throw new ArchiveException(
          "unable to find user %s: no matching entries in passwd file".formatted(userText));
    }
    int uid = id(user.map(fields -> fields[ID]).orElse(userText.isEmpty() ? "0" : userText));
    int gid = id(user.map(fields -> fields[PASSWD_GROUP]).orElse("0"));
    if (!groupText.isEmpty()) {
      Optional<String[]> group = find(this.group, groupText, ID);
      if (group.isEmpty() && !isNumber(groupText)) {
        throw new ArchiveException(
            "unable to find group %s: no matching entries in group file".formatted(groupText));
      }
      gid = id(group.map(fields -> fields[ID]).orElse(groupText));
    }
    String home = user.map(fields -> fields[PASSWD_HOME]).orElse("");
    return new Entry(new User(uid, gid), home.isEmpty() ? "/" : home);
  }

  private static Optional<String[]> find(List<String> lines, String nameOrId, int lastField) {
    return lines.stream()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length > lastField)
        .filter(fields -> fields[NAME].equals(nameOrId) || fields[ID].equals(nameOrId))
        .findFirst();
  }

  private static boolean isNumber(String text) {
    return text.matches("[0-9]{1,18}");
  }

  private static int id(String text) throws ArchiveException {
    if (!isNumber(text) || Long.parseLong(text) > LARGEST_ID) {
      throw new ArchiveException(
          "uids and gids must be in range 0-%d, but one is \"%s\"".formatted(LARGEST_ID, text));
    }
    return Integer.parseInt(text);
  }
}
