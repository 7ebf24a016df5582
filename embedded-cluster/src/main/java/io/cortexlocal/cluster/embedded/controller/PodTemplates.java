package io.cortexlocal.cluster.embedded.controller;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

  private static final int FNV_PRIME = 0x01000193;

  private PodTemplates() {}

  /** Returns a name for the template, the same for equal templates, in Kubernetes' alphabet. */
  static String hash(PodTemplateSpec template) {
    int hash = template.hashCode();
    for (String text : texts(template)) {
      for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
      }
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

  /**
   * What most often differs between two templates of a Deployment: Java's own hash code is the same
   * for many pairs of texts.
   */
  private static List<String> texts(PodTemplateSpec template) {
    List<String> texts = new ArrayList<>();
    if (template.getMetadata() != null) {
      texts.add(sorted(template.getMetadata().getLabels()).toString());
      texts.add(sorted(template.getMetadata().getAnnotations()).toString());
    }
    if (template.getSpec() != null) {
      for (Container container : template.getSpec().getContainers()) {
        texts.add(String.valueOf(container.getImage()));
        texts.add(String.valueOf(container.getCommand()));
        texts.add(String.valueOf(container.getArgs()));
        container.getEnv().forEach(it -> texts.add(it.getName() + "=" + it.getValue()));
      }
    }
    return texts;
  }

  private static Map<String, String> sorted(Map<String, String> map) {
    return map == null ? Map.of() : new TreeMap<>(map);
  }
}
