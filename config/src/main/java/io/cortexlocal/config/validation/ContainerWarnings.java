package io.cortexlocal.config.validation;

import io.cortexlocal.config.Quantity;
import io.cortexlocal.config.schema.CortexText;
import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.config.schema.Violation;
import io.cortexlocal.reference.ImageReference;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Images, variables and memory of containers that Cortex takes and Kubernetes or AWS may not. */
final class ContainerWarnings {

  private static final Pattern ENVIRONMENT_NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");
  private static final String VOLUME_PREFIX = "dshm-";
  private static final int LONGEST_VOLUME = 63;

  private final Report report;

  ContainerWarnings(Report report) {
    this.report = report;
  }

  void check(List<SectionValue> containers) {
    containers.forEach(this::check);
    List<SectionValue> sharing =
        containers.stream()
            .flatMap(container -> container.section("compute").stream())
            .filter(compute -> compute.find("shm", Quantity.class).isPresent())
            .toList();
    if (sharing.size() > 1) {
      report.warning(
          sharing.get(1).locationOf("shm"),
          new Violation(
              Rules.SHM_TWICE,
              List.of(),
              Optional.of("leave shm to one container, the last one that needs it")));
    }
  }

  private void check(SectionValue container) {
    checkImage(container);
    checkEnvironment(container);
    container.section("compute").ifPresent(compute -> checkSharedMemory(container, compute));
  }

  private void checkImage(SectionValue container) {
    Optional<String> image = container.find("image", String.class);
    if (image.isEmpty()) {
      return;
    }
    if (!ImageReference.isPinned(image.get())) {
      report.warning(
          container.locationOf("image"), Rules.LATEST_TAG, CortexText.quoted(image.get()));
    }
    if (DockerHub.isMeant(image.get()) && !DockerHub.isKnown(image.get())) {
      report.warning(
          container.locationOf("image"),
          new Violation(
              Rules.DOCKER_HUB,
              List.of(CortexText.quoted(image.get()), DockerHub.full(image.get())),
              Optional.of(
                  "name its registry, such as ACCOUNT.dkr.ecr.REGION.amazonaws.com/"
                      + image.get()
                      + ", or "
                      + DockerHub.full(image.get())
                      + " if it is public there")));
    }
  }

  private void checkEnvironment(SectionValue container) {
    for (String name : container.textMap("env").keySet()) {
      if (!ENVIRONMENT_NAME.matcher(name).matches()) {
        String better = name.replaceAll("[^-._a-zA-Z0-9]", "_");
        report.warning(
            container.locationOf("env").key(name, container.environmentSpan(name)),
            new Violation(
                Rules.ENV_NAME,
                List.of(CortexText.quoted(name)),
                Optional.of(
                    "such as \""
                        + (better.matches("[0-9].*") || better.isEmpty() ? "_" : "")
                        + better
                        + "\"")));
      }
    }
  }

  private void checkSharedMemory(SectionValue container, SectionValue compute) {
    if (compute.find("shm", Quantity.class).isEmpty()) {
      return;
    }
    if (compute.lacks("mem")) {
      report.warning(compute.locationOf("shm"), Rules.SHM_WITHOUT_MEM);
    }
    Optional<String> name = container.find("name", String.class);
    if (name.isPresent() && VOLUME_PREFIX.length() + name.get().length() > LONGEST_VOLUME) {
      report.warning(
          container.locationOf("name"),
          new Violation(
              Rules.SHM_VOLUME_NAME,
              List.of(VOLUME_PREFIX + name.get()),
              Optional.of(
                  "name the container with at most "
                      + (LONGEST_VOLUME - VOLUME_PREFIX.length())
                      + " characters")));
    }
  }
}
