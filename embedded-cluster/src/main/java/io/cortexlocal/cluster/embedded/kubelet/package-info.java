/**
 * What a kubelet does: it runs the pods of one node, and reports on them as Kubernetes 1.34 does.
 */
@NullMarked
package io.cortexlocal.cluster.embedded.kubelet;

import org.jspecify.annotations.NullMarked;
