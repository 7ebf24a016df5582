package io.cortexlocal.deploy;

import io.cortexlocal.cluster.Cluster;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.config.TrafficSplitterConfig;
import io.cortexlocal.observe.GatewayLog;
import io.cortexlocal.operator.DeployResult;
import io.cortexlocal.operator.Operator;
import io.cortexlocal.operator.Submission;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Time;
import io.cortexlocal.workload.Names;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Deploys TrafficSplitters, and waits until the gateway has their routes. */
final class Splitters {

  private final Cluster cluster;
  private final GatewayLog gateway;
  private final Operator operator;
  private final Claims claims;
  private final Time time;

  Splitters(Cluster cluster, GatewayLog gateway, Operator operator, Claims claims, Time time) {
    this.cluster = cluster;
    this.gateway = gateway;
    this.operator = operator;
    this.claims = claims;
    this.time = time;
  }

  /** Deploys them; what this call created is taken out again when one of them fails. */
  List<DeployedSplitter> deploy(
      List<TrafficSplitterConfig> configs, DeploySettings settings, String file) {
    List<DeployedSplitter> deployed = new ArrayList<>();
    List<Claims.Claim> routed = new ArrayList<>();
    try {
      for (TrafficSplitterConfig config : configs) {
        Claims.Claim claim = claims.begin(config.name());
        deployed.add(new DeployedSplitter(config, operator, claims, claim));
        apply(config, claim, settings, file);
        awaitRoute(config, Deadline.after(settings.timeout(), time));
        routed.add(claim);
      }
      // Only now: what a former deployment made must not go with one that fails.
      routed.forEach(claims::succeeded);
      return deployed;
    } catch (RuntimeException | Error e) {
      deployed.forEach(splitter -> Deployer.remove(splitter, e));
      throw e;
    }
  }

  private void apply(
      TrafficSplitterConfig config, Claims.Claim claim, DeploySettings settings, String file) {
    DeployResult result =
        operator.deploy(Submission.of(file, List.of(config)), settings.workload(), true).get(0);
    if (result instanceof DeployResult.Refused refused) {
      if (refused.reason().getCause() instanceof ClusterException failure) {
        throw failure;
      }
      throw new DeployException(refused.reason().getMessage());
    }
    if (((DeployResult.Accepted) result).outcome() == DeployResult.Outcome.CREATED) {
      Set.of(ResourceType.VIRTUAL_SERVICE, ResourceType.CONFIG_MAP).forEach(claim::created);
    }
  }

  private void awaitRoute(TrafficSplitterConfig config, Deadline deadline) {
    String name = Names.object(config.name());
    String version =
        cluster
            .kubernetes()
            .get(ResourceType.VIRTUAL_SERVICE, Names.NAMESPACE, name)
            .orElseThrow(
                () -> new DeployException(config.name() + " was deleted while it was deployed"))
            .getMetadata()
            .getResourceVersion();
    try {
      boolean routed =
          gateway
              .signal()
              .await(
                  deadline,
                  () -> {
                    cluster.requireAlive();
                    return gateway
                        .routes()
                        .filter(it -> it.hasVirtualService(Names.NAMESPACE + "/" + name, version))
                        .isPresent();
                  });
      if (!routed) {
        throw notRouted(config, deadline);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notRouted(config, deadline);
    }
  }

  private DeployException notRouted(TrafficSplitterConfig config, Deadline deadline) {
    return new DeployException(
        """
        TrafficSplitter %s did not come up within %s s: the gateway did not take up its route.
        %s
        Try: run it again; if it stays so, this is a defect of Cortex Local."""
            .formatted(
                config.name(),
                BigDecimal.valueOf(deadline.budget().toMillis(), 3)
                    .stripTrailingZeros()
                    .toPlainString(),
                gateway.describe()));
  }
}
