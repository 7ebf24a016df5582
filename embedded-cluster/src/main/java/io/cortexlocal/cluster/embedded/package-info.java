/**
 * The cluster without Docker: Kubernetes objects in memory, controllers that act on them, and a
 * node that runs each pod as processes in Linux namespaces.
 */
@NullMarked
package io.cortexlocal.cluster.embedded;

import org.jspecify.annotations.NullMarked;
