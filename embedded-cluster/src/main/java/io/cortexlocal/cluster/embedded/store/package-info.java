/** The Kubernetes objects of the embedded cluster. */
@NullMarked
package io.cortexlocal.cluster.embedded.store;

import org.jspecify.annotations.NullMarked;
