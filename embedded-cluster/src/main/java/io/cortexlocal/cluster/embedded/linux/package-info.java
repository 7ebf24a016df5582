/** Pods as processes in Linux namespaces, below one supervisor that takes them all with it. */
@NullMarked
package io.cortexlocal.cluster.embedded.linux;

import org.jspecify.annotations.NullMarked;
