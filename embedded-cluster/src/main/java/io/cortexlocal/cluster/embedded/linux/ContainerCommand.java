package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command by which a container is started in the node, and what it reads. */
final class ContainerCommand {

  private static final String FILTER_DESCRIPTOR = "5";

  private final NodeMode mode;
  private final ContainerSpec config;
  private final ContainerLayout layout;
  private final Map<String, String> environment;

  ContainerCommand(
      NodeMode mode,
      ContainerSpec config,
      ContainerLayout layout,
      Map<String, String> environment) {
    this.mode = mode;
    this.config = config;
    this.layout = layout;
    this.environment = environment;
  }

  /**
   * Returns the command.
   *
   * @param scripts the directory of the node's scripts
   * @param filter the file of the {@link SystemCallFilter}
   * @param root where the container's root may be put together
   * @param own a directory that is not there yet, for what the container may write to
   * @param left such directories of containers that have ended
   */
  List<String> command(String scripts, String filter, String root, String own, List<String> left) {
    List<String> command = new ArrayList<>(List.of("perl", scripts + "/container.pl"));
    command.addAll(List.of(System.getProperty("os.arch"), root, own));
    command.add(becomes() ? config.user().uid() + ":" + config.user().gid() : "");
    command.add(layout.lower().map(Object::toString).orElse(""));
    command.add(mode == NodeMode.ROOT ? "" : ",userxattr");
    command.add(config.privileged() ? "" : filter);
    left.forEach(directory -> command.addAll(List.of("discard", directory)));
    command.addAll(layout.words());
    command.add("--");
    command.addAll(config.command());
    return command;
  }

  private boolean becomes() {
    return mode == NodeMode.ROOT && !config.user().equals(User.ROOT);
  }

  private boolean needsUserNamespace() {
    return mode == NodeMode.ROOT ? config.user().uid() != 0 : !config.user().equals(User.ROOT);
  }

  /**
   * Returns bubblewrap's options, each ended by a NUL.
   *
   * @param hostName of the pod
   */
  byte[] options(String hostName) {
    List<String> options =
        new ArrayList<>(List.of("--unshare-pid", "--as-pid-1", "--die-with-parent"));
    options.addAll(List.of("--new-session", "--unshare-uts", "--hostname", hostName));
    if (needsUserNamespace()) {
      options.addAll(List.of("--unshare-user", "--uid", Integer.toString(config.user().uid())));
      options.addAll(List.of("--gid", Integer.toString(config.user().gid())));
    }
    if (config.user().uid() != 0) {
      options.addAll(List.of("--cap-drop", "ALL"));
    } else if (!config.privileged()) {
      options.addAll(Capabilities.options());
    }
    if (!config.privileged()) {
      options.addAll(List.of("--seccomp", FILTER_DESCRIPTOR));
    }
    options.add("--clearenv");
    environment.forEach((name, value) -> options.addAll(List.of("--setenv", name, value)));
    options.addAll(layout.options());
    options.addAll(List.of("--chdir", layout.workingDirectory()));
    return terminated(options);
  }

  /** Returns texts, each ended by a NUL. */
  static byte[] terminated(List<String> texts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String text : texts) {
      bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      bytes.write(0);
    }
    return bytes.toByteArray();
  }
}
