/**
 * The Kubernetes API of an embedded cluster over HTTP, for kubectl and others of its kind. It is
 * served on this machine's loopback, to whoever has the token in the cluster's kubeconfig.
 */
@NullMarked
package io.cortexlocal.cluster.embedded.rest;

import org.jspecify.annotations.NullMarked;
