/** The containers that are programs of this project: threads of this JVM, with ports in a pod. */
@NullMarked
package io.cortexlocal.cluster.embedded.program;

import org.jspecify.annotations.NullMarked;
