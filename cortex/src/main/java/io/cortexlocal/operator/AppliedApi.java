package io.cortexlocal.operator;

import io.cortexlocal.cluster.ResourceType;
import java.util.Set;

/**
 * An API whose objects are in the cluster, and that may not serve yet.
 *
 * @param created the kinds of those objects that were not there before
 * @param generation of the Deployment
 * @param routeVersion the resource version of the VirtualService
 * @param unchanged whether the apply changed nothing, and replicas go on that are ready
 */
public record AppliedApi(
    Set<ResourceType<?>> created, long generation, String routeVersion, boolean unchanged) {

  public AppliedApi {
    created = Set.copyOf(created);
  }
}
