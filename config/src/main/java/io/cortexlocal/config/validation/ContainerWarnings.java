package io.cortexlocal.config.validation;

import io.cortexlocal.config.Quantity;
import io.cortexlocal.config.schema.CortexText;
import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.config.schema.Violation;
import io.cortexlocal.reference.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Images, variables and memory of containers that Cortex takes and Kubernetes or AWS may not. */
final class ContainerWarnings {

  private static final String VOLUME_PREFIX = "dshm-";
  private static final int LONGEST_VOLUME = 63;

  private final Report report;

  ContainerWarnings(Report report) {
    this.report = report;
  }

  void check(List<SectionValue> containers) {
    List<SectionValue> sharing = new ArrayList<>();
    for (SectionValue container : containers) {
      checkImage(container);
      checkEnvironment(container);
      SectionValue compute = container.section("compute").orElse(null);
      if (compute != null && compute.find("shm", Quantity.class).isPresent()) {
        checkSharedMemory(container, compute);
        sharing.add(compute);
      }
    }
    if (sharing.size() > 1) {
      report.warning(
          sharing.get(1).locationOf("shm"),
          new Violation(
              Rules.SHM_TWICE,
              List.of(),
              Optional.of("leave shm to one container, the last one that needs it")));
    }
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
      if (!isEnvironmentName(name)) {
        String better = name.replaceAll("[^-._a-zA-Z0-9]", "_");
        report.warning(
            container.textKey("env", name),
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

  private static boolean isEnvironmentName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9' && i > 0;
      if (!letter && !digit && "-._".indexOf(c) < 0) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private void checkSharedMemory(SectionValue container, SectionValue compute) {
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
