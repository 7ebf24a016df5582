/** A real k3s in a container of the local Docker engine, through Testcontainers. */
@NullMarked
package io.cortexlocal.cluster.k3s;

import org.jspecify.annotations.NullMarked;
