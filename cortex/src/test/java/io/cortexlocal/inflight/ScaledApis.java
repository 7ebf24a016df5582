package io.cortexlocal.inflight;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.InMemoryCluster;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.time.Time;
import io.cortexlocal.workload.DeploymentIdentity;
import io.cortexlocal.workload.Names;
import io.cortexlocal.workload.RealtimeObjects;
import io.cortexlocal.workload.WorkloadSettings;
import io.cortexlocal.workload.sidecar.SidecarLoad;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** APIs that are there, with so many replicas. */
public final class ScaledApis {

  private ScaledApis() {}

  /** Applies an API's objects, and waits until its replicas are Ready. */
  public static void deploy(InMemoryCluster cluster, RealtimeApiConfig api, int replicas) {
    RealtimeObjects objects =
        RealtimeObjects.of(
            api,
            new DeploymentIdentity("pod1", "spec1", "abc0123456", "7f-abc-spec1", "1700000000"),
            replicas,
            new WorkloadSettings(
                "0.42.1", "example/envoy:1", "Always", true, Optional.empty(), Optional.empty()));
    apply(cluster, objects.deployment());
    apply(cluster, objects.service());
    apply(cluster, objects.virtualService());
    cluster.await(
        "the replicas are Ready", () -> cluster.hasReady(Names.object(api.name()), replicas));
  }

  /**
   * Samples in the thread that moves the time.
   *
   * @param replicas that are waited for, so that none of them is missed
   */
  public static InFlightGauges sample(InMemoryCluster cluster, Time time, int replicas)
      throws InterruptedException {
    InFlightGauges gauges = InFlightGauges.sample(cluster.kubernetes(), time, Runnable::run);
    CountDownLatch followed = new CountDownLatch(replicas);
    gauges.listen(
        new InFlightListener() {
          @Override
          public void sampled(String api, String replica, Optional<SidecarLoad> load) {}

          @Override
          public void followed(String api, String replica) {
            followed.countDown();
          }
        });
    if (!followed.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("not within 20 s: %d replicas are followed".formatted(replicas));
    }
    return gauges;
  }

  private static <T extends HasMetadata> void apply(InMemoryCluster cluster, T object) {
    cluster.kubernetes().apply(ResourceType.of(object), object);
  }
}
