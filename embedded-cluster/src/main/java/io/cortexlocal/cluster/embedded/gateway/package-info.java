/** A gateway's Envoy, which serves its pod's port and a port of this machine's loopback. */
@NullMarked
package io.cortexlocal.cluster.embedded.gateway;

import org.jspecify.annotations.NullMarked;
