/**
 * A cluster, and the Kubernetes objects in it, as the rest of the harness sees them.
 *
 * <p>The sub-packages each hold one backend.
 */
package io.cortexlocal.cluster;
