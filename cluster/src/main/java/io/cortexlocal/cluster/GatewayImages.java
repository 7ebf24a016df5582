package io.cortexlocal.cluster;

/**
 * The names by which a cluster has the images of the gateway's pod.
 *
 * @param envoy holds {@code envoy} and bash
 * @param controlPlane holds a JRE and this project's jars
 */
public record GatewayImages(String envoy, String controlPlane) {}
