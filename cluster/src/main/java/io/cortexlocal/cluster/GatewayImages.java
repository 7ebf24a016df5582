package io.cortexlocal.cluster;

import org.apiguardian.api.API;

/**
 * The names by which a cluster has the images of the gateway's pod.
 *
 * @param envoy holds {@code envoy} and bash
 * @param controlPlane holds a JRE and this project's jars
 */
@API(status = API.Status.INTERNAL)
public record GatewayImages(String envoy, String controlPlane) {}
