package io.cortexlocal.evidence;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** An image that the node does not have and cannot get. */
final class ImageNotThere implements StartReader {

  private static final Set<String> REASONS =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "RegistryUnavailable",
          "ErrImageNeverPull",
          "InvalidImageName");

  /** What a registry or the network does now and then. */
  private static final Pattern MAY_PASS =
      Pattern.compile(
          "(?i)timeout|timed out|deadline exceeded|connection reset|too ?many ?requests|unexpected EOF"
              + "|status(?: code)?:? 5\\d\\d|try again|temporary failure");

  @Override
  public Optional<String> read(Replica replica) {
    return replica.statuses().stream().flatMap(it -> hint(it).stream()).findFirst();
  }

  private static Optional<String> hint(ContainerStatus container) {
    return waiting(container)
        .filter(waiting -> REASONS.contains(waiting.getReason()))
        .map(
            waiting ->
                "the image %s of container %s %s"
                    .formatted(
                        container.getImage(), container.getName(), why(waiting.getMessage())));
  }

  /** Returns whether another try would end in the same way. */
  static boolean isCertain(ContainerStatus container) {
    return waiting(container)
        .filter(waiting -> REASONS.contains(waiting.getReason()))
        .filter(
            waiting ->
                waiting.getMessage() == null || !MAY_PASS.matcher(waiting.getMessage()).find())
        .isPresent();
  }

  private static Optional<ContainerStateWaiting> waiting(ContainerStatus container) {
    return container.getState() == null
        ? Optional.empty()
        : Optional.ofNullable(container.getState().getWaiting())
            .filter(waiting -> waiting.getReason() != null);
  }

  private static String why(String message) {
    String said = message == null ? "" : message.toLowerCase(Locale.ROOT);
    if (said.contains("no such host")
        || said.contains("name resolution")
        || said.contains("server misbehaving")) {
      return "cannot be pulled, since the name of its registry does not resolve: mind its spelling,"
          + " or say in cortex-local.yaml how the image is had.";
    }
    if (said.contains("no match for platform") || said.contains("no matching manifest")) {
      return "is there for another architecture only: build it for this machine's, or say in"
          + " cortex-local.yaml how it is had.";
    }
    return "is not there: say in cortex-local.yaml how the image is had.";
  }
}
