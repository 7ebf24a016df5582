/**
 * The gateway's pod of the embedded cluster: istio-lite as part of this JVM, and an Envoy that
 * serves its pod's port 80 and a port of this machine's loopback.
 */
@NullMarked
package io.cortexlocal.cluster.embedded.gateway;

import org.jspecify.annotations.NullMarked;
