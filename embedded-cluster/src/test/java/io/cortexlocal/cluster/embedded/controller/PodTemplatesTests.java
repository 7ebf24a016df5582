package io.cortexlocal.cluster.embedded.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PodTemplatesTests {

  private static final String LETTERS = "[bcdfghjklmnpqrstvwxz2456789]";

  @Test
  void theHashDoesNotDependOnTheOrderOfMaps() {
    assertThat(PodTemplates.hash(template("a", "b", "cpu", "memory")))
        .isEqualTo(PodTemplates.hash(template("b", "a", "memory", "cpu")))
        .matches(LETTERS + "{1,10}");
  }

  @Test
  void theHashTellsTemplatesApartWhoseTextsCollideInJava() {
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    assertThat(PodTemplates.hash(withImage("Aa"))).isNotEqualTo(PodTemplates.hash(withImage("BB")));
  }

  @Test
  void aPodIsNamedAndOwnedAsInKubernetes() {
    Deployment deployment = Objects.deployment("api-web", 1, "i");
    deployment.getMetadata().setUid("u");
    Pod pod = PodTemplates.pod(deployment, "hhh", new SplittableRandom(1));

    assertThat(pod.getMetadata().getName()).matches("api-web-hhh-" + LETTERS + "{5}");
    assertThat(pod.getMetadata().getLabels())
        .containsExactlyInAnyOrderEntriesOf(Map.of("app", "api-web", "pod-template-hash", "hhh"));
    OwnerReference owner = pod.getMetadata().getOwnerReferences().get(0);
    assertThat(owner.getKind()).isEqualTo("Deployment");
    assertThat(owner.getUid()).isEqualTo("u");
    assertThat(owner.getController()).isTrue();
    assertThat(pod.getSpec()).isEqualTo(deployment.getSpec().getTemplate().getSpec());
  }

  @Test
  void aLongNameIsCutSoThatThePodsFitsALabel() {
    Deployment deployment = Objects.deployment("a".repeat(63), 1, "i");
    assertThat(PodTemplates.pod(deployment, "hhh", new SplittableRandom(1)).getMetadata().getName())
        .matches("a{58}" + LETTERS + "{5}");
  }

  private static PodTemplateSpec withImage(String image) {
    return Objects.deployment("a", 1, image).getSpec().getTemplate();
  }

  private static PodTemplateSpec template(
      String label, String nextLabel, String resource, String nextResource) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(label, label);
    labels.put(nextLabel, nextLabel);
    Map<String, Quantity> requests = new LinkedHashMap<>();
    requests.put(resource, new Quantity("1"));
    requests.put(nextResource, new Quantity("1"));
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels)
        .withAnnotations(labels)
        .endMetadata()
        .withNewSpec()
        .withNodeSelector(labels)
        .addNewContainer()
        .withNewResources()
        .withRequests(requests)
        .withLimits(requests)
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }
}
