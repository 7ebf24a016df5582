/**
 * The control plane beside the gateway's Envoy: it watches the cluster's own objects and keeps
 * Envoy's files in step with them.
 */
@NullMarked
package io.cortexlocal.controlplane;

import org.jspecify.annotations.NullMarked;
