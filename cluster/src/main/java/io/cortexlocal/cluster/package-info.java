/**
 * A cluster, and the Kubernetes objects in it, as the rest of the harness sees them.
 *
 * <p>The sub-packages each hold one backend.
 */
@NullMarked
package io.cortexlocal.cluster;

import org.jspecify.annotations.NullMarked;
