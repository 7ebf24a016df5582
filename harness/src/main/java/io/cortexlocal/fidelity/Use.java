package io.cortexlocal.fidelity;

import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.AsyncApiConfig;
import io.cortexlocal.config.BatchApiConfig;
import io.cortexlocal.config.ContainerConfig;
import io.cortexlocal.config.Handler;
import io.cortexlocal.config.ProbeConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.config.TaskApiConfig;
import io.cortexlocal.config.TrafficSplitterConfig;
import io.cortexlocal.operator.Operator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/** What an API of a {@code cortex.yaml} may use, so that it meets a difference. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Use {
  /** An idle API may lose its last replica. */
  SCALING_TO_ZERO,

  /** A kind other than RealtimeAPI and TrafficSplitter. */
  OTHER_KIND,

  /** {@code node_groups}. */
  NODE_GROUPS,

  /** {@code compute.gpu} or {@code compute.inf}. */
  ACCELERATOR,

  /** {@code compute.inf}. */
  INFERENTIA,

  /** A probe that runs a command. */
  EXEC_PROBE,

  /** A {@code pre_stop} hook that is a request. */
  PRE_STOP_REQUEST,

  /** The name of a variable that Kubernetes 1.22 refuses. */
  ENVIRONMENT_NAME;

  private static final Pattern OLD_NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

  /** Returns whether an API has it. */
  public boolean isIn(ApiConfig api) {
    return switch (this) {
      case SCALING_TO_ZERO ->
          api instanceof RealtimeApiConfig it && it.autoscaling().minReplicas() == 0;
      case OTHER_KIND -> !Operator.deploys(api);
      case NODE_GROUPS -> hasNodeGroups(api);
      case ACCELERATOR ->
          containers(api).anyMatch(it -> it.compute().gpu() > 0 || it.compute().inf() > 0);
      case INFERENTIA -> containers(api).anyMatch(it -> it.compute().inf() > 0);
      case EXEC_PROBE ->
          containers(api)
              .flatMap(
                  it -> Stream.concat(it.livenessProbe().stream(), it.readinessProbe().stream()))
              .map(ProbeConfig::handler)
              .anyMatch(Handler.Exec.class::isInstance);
      case PRE_STOP_REQUEST ->
          containers(api)
              .flatMap(it -> it.preStop().stream())
              .anyMatch(Handler.HttpGet.class::isInstance);
      case ENVIRONMENT_NAME ->
          containers(api)
              .flatMap(it -> it.env().keySet().stream())
              .anyMatch(name -> !OLD_NAME.matcher(name).matches());
    };
  }

  /** Returns the name in {@code fidelity.json}, lower-case with dashes. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static boolean hasNodeGroups(ApiConfig api) {
    if (api instanceof RealtimeApiConfig realtime) {
      return realtime.nodeGroups().isPresent();
    } else if (api instanceof AsyncApiConfig async) {
      return async.nodeGroups().isPresent();
    } else if (api instanceof BatchApiConfig batch) {
      return batch.nodeGroups().isPresent();
    }
    return api instanceof TaskApiConfig task && task.nodeGroups().isPresent();
  }

  private static Stream<ContainerConfig> containers(ApiConfig api) {
    if (api instanceof TrafficSplitterConfig) {
      return Stream.empty();
    }
    return pod(api).stream();
  }

  private static List<ContainerConfig> pod(ApiConfig api) {
    if (api instanceof RealtimeApiConfig realtime) {
      return realtime.pod().containers();
    } else if (api instanceof AsyncApiConfig async) {
      return async.pod().containers();
    } else if (api instanceof BatchApiConfig batch) {
      return batch.pod().containers();
    }
    return ((TaskApiConfig) api).pod().containers();
  }
}
