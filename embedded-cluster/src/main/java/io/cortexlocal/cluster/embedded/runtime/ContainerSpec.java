package io.cortexlocal.cluster.embedded.runtime;

import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import io.cortexlocal.cluster.embedded.image.RootFilesystem;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A container, with everything decided: nothing of the image's configuration is looked at any more.
 *
 * @param name unique within the pod
 * @param command the program, looked for on the container's {@code PATH}, and its arguments
 * @param environment the whole environment
 * @param workingDirectory absolute; made when it is not there and can be
 * @param privileged whether its processes keep every capability
 * @param output receives each line that it writes, standard output and error alike, without the
 *     line's end; called by one thread
 */
public record ContainerSpec(
    String name,
    RootFilesystem root,
    List<String> command,
    Map<String, String> environment,
    String workingDirectory,
    User user,
    List<Mount> mounts,
    boolean privileged,
    Consumer<String> output) {

  public ContainerSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    mounts = List.copyOf(mounts);
  }
}
