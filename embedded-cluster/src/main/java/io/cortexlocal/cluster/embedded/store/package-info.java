/** The Kubernetes objects of the embedded cluster. */
package io.cortexlocal.cluster.embedded.store;
