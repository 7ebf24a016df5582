package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What containerd and runc add to a container's environment where it says nothing itself. */
final class ContainerEnvironment {

  private static final long LARGEST_ACCOUNTS = 1 << 20;
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final int UID_COLUMN = 2;
  private static final int HOME_COLUMN = 5;

  private ContainerEnvironment() {}

  /** Returns the environment, with {@code PATH}, {@code HOSTNAME} and {@code HOME}. */
  static Map<String, String> complete(
      Map<String, String> environment, String hostName, User user, ContainerFiles files) {
    Map<String, String> complete = new TreeMap<>(environment);
    complete.putIfAbsent("PATH", PATH);
    complete.putIfAbsent("HOSTNAME", hostName);
    complete.computeIfAbsent("HOME", name -> home(user, files));
    return complete;
  }

  private static String home(User user, ContainerFiles files) {
    Optional<Path> accounts = files.find("/etc/passwd").source();
    if (accounts.isEmpty()) {
      return "/";
    }
    try {
      if (Files.size(accounts.get()) > LARGEST_ACCOUNTS) {
        return "/";
      }
      String uid = Integer.toString(user.uid());
      return Files.readString(accounts.get(), StandardCharsets.ISO_8859_1)
          .lines()
          .map(line -> line.split(":", -1))
          .filter(columns -> columns.length > HOME_COLUMN && columns[UID_COLUMN].equals(uid))
          .map(columns -> columns[HOME_COLUMN])
          .findFirst()
          .orElse("/");
    } catch (IOException e) {
      return "/";
    }
  }
}
