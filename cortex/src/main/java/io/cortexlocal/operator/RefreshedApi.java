package io.cortexlocal.operator;

import io.cortexlocal.workload.DeploymentIdentity;

/**
 * An API whose replicas are being replaced.
 *
 * @param message what is done, in Cortex's words
 * @param identity of the replicas that come
 * @param generation of the Deployment
 * @param routeVersion the resource version of the VirtualService
 */
public record RefreshedApi(
    String message, DeploymentIdentity identity, long generation, String routeVersion) {}
