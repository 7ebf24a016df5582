package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.embedded.image.ContainerImage;
import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** From a container's spec and its image to what the runtime starts. */
final class ContainerConfigs {

  /** What containerd gives a container whose image sets none. */
  static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private ContainerConfigs() {}

  /**
   * Returns the configuration of one run.
   *
   * @param output receives the lines that it writes
   * @throws ConfigurationException with the message of the reason {@code
   *     CreateContainerConfigError}
   */
  static ContainerSpec of(
      Pod pod,
      Container container,
      ContainerImage image,
      String podIp,
      ConfigMaps configMaps,
      Secrets secrets,
      Consumer<String> output)
      throws ConfigurationException {
    refuseWhatIsNotThere(pod, container);
    Map<String, String> declared = Environment.of(pod, container, podIp, configMaps, secrets);
    User user = user(pod, container, image);
    String workingDirectory = container.getWorkingDir();
    return new ContainerSpec(
        container.getName(),
        image.root(),
        command(container, image, declared),
        environment(pod, image, user, declared),
        workingDirectory == null || workingDirectory.isEmpty()
            ? image.workingDirectory()
            : workingDirectory,
        user,
        Volumes.mounts(pod, container, declared),
        container.getSecurityContext() != null
            && Boolean.TRUE.equals(container.getSecurityContext().getPrivileged()),
        output);
  }

  /** A command replaces the image's ENTRYPOINT and CMD, arguments replace its CMD only. */
  private static List<String> command(
      Container container, ContainerImage image, Map<String, String> variables)
      throws ConfigurationException {
    List<String> words = new ArrayList<>();
    if (container.getCommand().isEmpty()) {
      words.addAll(image.entrypoint());
      if (container.getArgs().isEmpty()) {
        words.addAll(image.command());
      }
    }
    container.getCommand().forEach(word -> words.add(Expansion.expand(word, variables)));
    container.getArgs().forEach(word -> words.add(Expansion.expand(word, variables)));
    if (words.isEmpty()) {
      throw new ConfigurationException("no command specified");
    }
    return words;
  }

  private static Map<String, String> environment(
      Pod pod, ContainerImage image, User user, Map<String, String> declared) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("PATH", DEFAULT_PATH);
    all.put("HOSTNAME", PodText.hostName(pod));
    all.putAll(image.environment());
    all.putAll(declared);
    all.computeIfAbsent(
        "HOME",
        name ->
            Passwd.entry(image.root(), user.uid())
                .map(Passwd::home)
                .filter(home -> home.startsWith("/"))
                .orElse(user.uid() == 0 ? "/root" : "/"));
    return all;
  }

  private static User user(Pod pod, Container container, ContainerImage image)
      throws ConfigurationException {
    Optional<SecurityContext> own = Optional.ofNullable(container.getSecurityContext());
    Optional<PodSecurityContext> common = Optional.ofNullable(pod.getSpec().getSecurityContext());
    Optional<Long> uid =
        own.map(SecurityContext::getRunAsUser)
            .or(() -> common.map(PodSecurityContext::getRunAsUser));
    Optional<Long> gid =
        own.map(SecurityContext::getRunAsGroup)
            .or(() -> common.map(PodSecurityContext::getRunAsGroup));
    User user =
        uid.map(Long::intValue)
            .map(id -> new User(id, Passwd.entry(image.root(), id).map(Passwd::gid).orElse(0)))
            .orElse(image.user());
    if (gid.isPresent()) {
      user = new User(user.uid(), gid.get().intValue());
    }
    boolean nonRoot =
        own.map(SecurityContext::getRunAsNonRoot)
            .or(() -> common.map(PodSecurityContext::getRunAsNonRoot))
            .orElse(false);
    if (nonRoot && user.uid() == 0) {
      throw new ConfigurationException(
          "container has runAsNonRoot and image will run as root (pod: \"%s\", container: %s)"
              .formatted(PodText.format(pod), container.getName()));
    }
    return user;
  }

  private static void refuseWhatIsNotThere(Pod pod, Container container)
      throws ConfigurationException {
    String missing = null;
    if (!pod.getSpec().getInitContainers().isEmpty()) {
      missing = "init containers";
    } else if (Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
      missing = "hostNetwork";
    } else if (Boolean.TRUE.equals(pod.getSpec().getHostPID())) {
      missing = "hostPID";
    } else if (container.getLifecycle() != null
        && container.getLifecycle().getPostStart() != null) {
      missing = "a postStart hook";
    }
    if (missing != null) {
      throw new ConfigurationException(
          "the embedded cluster does not support " + missing + "; use the k3s backend");
    }
  }
}
