package io.cortexlocal.workload;

import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.config.TrafficSplitterConfig;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The ids by which Cortex tells deployments of an API apart.
 *
 * @param podId changes with the name, kind and pod section, and with the variables that containers
 *     get on this machine, which are as good as in it
 * @param specId changes with anything that has an effect
 * @param deploymentId made once, and kept over later deployments until a refresh; empty for a
 *     TrafficSplitter
 * @param apiId new with every apply; a later one sorts before an earlier one
 * @param initialDeploymentTime Unix nanoseconds of the first deployment
 */
public record DeploymentIdentity(
    String podId, String specId, String deploymentId, String apiId, String initialDeploymentTime) {

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
  private static final String LETTERS_AND_DIGITS = LETTERS + "0123456789";
  private static final int DEPLOYMENT_ID_LENGTH = 10;
  private static final int POD_ID_LENGTH = 63;
  private static final int SPEC_ID_LENGTH = 32;

  /** Returns the identity of an API's first deployment. */
  public static DeploymentIdentity first(
      RealtimeApiConfig api, SecretVariables variables, Instant now, RandomGenerator random) {
    return next(api, variables, now, newDeploymentId(random), Long.toString(nanos(now)));
  }

  /** Returns the identity of a later deployment of an API that is there already. */
  public static DeploymentIdentity following(
      RealtimeApiConfig api, SecretVariables variables, Instant now, Map<String, String> labels) {
    return next(
        api,
        variables,
        now,
        labels.get(Names.LABEL_DEPLOYMENT_ID),
        labels.get(Names.LABEL_INITIAL_DEPLOYMENT_TIME));
  }

  /** Returns the identity of an API whose replicas are all replaced, by others of the same. */
  public static DeploymentIdentity refreshed(
      Map<String, String> labels, Instant now, RandomGenerator random) {
    String deploymentId = newDeploymentId(random);
    String specId = labels.get(Names.LABEL_SPEC_ID);
    return new DeploymentIdentity(
        labels.get(Names.LABEL_POD_ID),
        specId,
        deploymentId,
        apiId(now, deploymentId, specId),
        labels.get(Names.LABEL_INITIAL_DEPLOYMENT_TIME));
  }

  /**
   * Returns the identity of a TrafficSplitter.
   *
   * @param labels those of its VirtualService that is there already; empty when there is none
   */
  public static DeploymentIdentity of(
      TrafficSplitterConfig splitter, Instant now, Map<String, String> labels) {
    String podId = SpecHash.of(POD_ID_LENGTH, splitter.name(), splitter.kind());
    String specId = SpecHash.of(SPEC_ID_LENGTH, podId, splitter.apis(), splitter.endpoint());
    return new DeploymentIdentity(
        podId,
        specId,
        "",
        apiId(now, "", specId),
        labels.getOrDefault(Names.LABEL_INITIAL_DEPLOYMENT_TIME, Long.toString(nanos(now))));
  }

  /** Returns whether a pod is a replica of this deployment and of its pod section. */
  public boolean hasReplica(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return podId.equals(labels.get(Names.LABEL_POD_ID))
        && deploymentId.equals(labels.get(Names.LABEL_DEPLOYMENT_ID));
  }

  /**
   * Returns when an API id was made.
   *
   * @throws IllegalArgumentException when it is no API id
   */
  public static Instant timeOf(String apiId) {
    int end = apiId.indexOf('-');
    if (end < 0) {
      throw new IllegalArgumentException("not an API id: " + apiId);
    }
    long nanos = Long.MAX_VALUE - Long.parseLong(apiId.substring(0, end), 16);
    return Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L);
  }

  private static DeploymentIdentity next(
      RealtimeApiConfig api,
      SecretVariables variables,
      Instant now,
      String deploymentId,
      String initialDeploymentTime) {
    String podId = podId(api, variables);
    String specId =
        SpecHash.of(
            SPEC_ID_LENGTH,
            podId,
            api.endpoint(),
            api.autoscaling(),
            api.updateStrategy(),
            api.nodeGroups());
    return new DeploymentIdentity(
        podId, specId, deploymentId, apiId(now, deploymentId, specId), initialDeploymentTime);
  }

  /** Without variables of this machine the id says nothing of them. */
  private static String podId(RealtimeApiConfig api, SecretVariables variables) {
    return variables.isEmpty()
        ? SpecHash.of(POD_ID_LENGTH, api.name(), api.kind(), api.pod())
        : SpecHash.of(POD_ID_LENGTH, api.name(), api.kind(), api.pod(), variables);
  }

  private static String apiId(Instant now, String deploymentId, String specId) {
    return "%s-%s-%s"
        .formatted(Long.toHexString(Long.MAX_VALUE - nanos(now)), deploymentId, specId)
        .toLowerCase(Locale.ROOT);
  }

  private static String newDeploymentId(RandomGenerator random) {
    StringBuilder id = new StringBuilder(DEPLOYMENT_ID_LENGTH);
    id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    while (id.length() < DEPLOYMENT_ID_LENGTH) {
      id.append(LETTERS_AND_DIGITS.charAt(random.nextInt(LETTERS_AND_DIGITS.length())));
    }
    return id.toString();
  }

  private static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }
}
