package io.cortexlocal.cluster.embedded.controller;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What a Deployment makes its pods of. */
final class PodTemplates {

  /** The label by which the pods of one template are told from those of the next. */
  static final String HASH_LABEL = "pod-template-hash";

  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int RANDOM_LETTERS = 5;
  private static final int MAX_GENERATED_PREFIX = 58;
  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private PodTemplates() {}

  /** Returns a name for the template, the same for equal templates, in Kubernetes' alphabet. */
  static String hash(PodTemplateSpec template) {
    int hash = FNV_OFFSET;
    for (byte octet : inOneOrder(template).toString().getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
    }
    StringBuilder encoded = new StringBuilder();
    Integer.toUnsignedString(hash)
        .chars()
        .forEach(digit -> encoded.append(ALPHABET.charAt(digit % ALPHABET.length())));
    return encoded.toString();
  }

  /** Returns the name that the template's ReplicaSet has in Kubernetes. */
  static String replicaSet(Deployment deployment, String hash) {
    return deployment.getMetadata().getName() + "-" + hash;
  }

  /** Returns a pod, with a name that may be taken already. */
  static Pod pod(Deployment deployment, String hash, RandomGenerator random) {
    PodTemplateSpec template = deployment.getSpec().getTemplate();
    ObjectMeta metadata = template.getMetadata();
    String prefix = replicaSet(deployment, hash) + "-";
    return new PodBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withGenerateName(prefix)
                .withName(generated(prefix, random))
                .withNamespace(deployment.getMetadata().getNamespace())
                .withLabels(metadata == null ? Map.of() : metadata.getLabels())
                .addToLabels(HASH_LABEL, hash)
                .withAnnotations(metadata == null ? Map.of() : metadata.getAnnotations())
                .addNewOwnerReference()
                .withApiVersion(deployment.getApiVersion())
                .withKind(deployment.getKind())
                .withName(deployment.getMetadata().getName())
                .withUid(deployment.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .build())
        .withSpec(template.getSpec())
        .build();
  }

  static String generated(String prefix, RandomGenerator random) {
    StringBuilder name =
        new StringBuilder(prefix.substring(0, Math.min(prefix.length(), MAX_GENERATED_PREFIX)));
    for (int letter = 0; letter < RANDOM_LETTERS; letter++) {
      name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }

  private static PodTemplateSpec inOneOrder(PodTemplateSpec template) {
    PodTemplateSpec copy = new PodTemplateSpecBuilder(template).build();
    if (copy.getMetadata() != null) {
      copy.getMetadata().setLabels(sorted(copy.getMetadata().getLabels()));
      copy.getMetadata().setAnnotations(sorted(copy.getMetadata().getAnnotations()));
    }
    if (copy.getSpec() != null) {
      copy.getSpec().setNodeSelector(sorted(copy.getSpec().getNodeSelector()));
      for (Container container : copy.getSpec().getContainers()) {
        ResourceRequirements resources = container.getResources();
        if (resources != null) {
          resources.setRequests(sorted(resources.getRequests()));
          resources.setLimits(sorted(resources.getLimits()));
        }
      }
    }
    return copy;
  }

  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return map == null ? Map.of() : new TreeMap<>(map);
  }
}
