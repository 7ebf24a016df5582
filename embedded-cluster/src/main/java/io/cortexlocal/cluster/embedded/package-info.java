/**
 * The cluster without Docker: Kubernetes objects in memory, controllers that act on them, and a
 * node that runs each pod as processes in Linux namespaces.
 */
package io.cortexlocal.cluster.embedded;
