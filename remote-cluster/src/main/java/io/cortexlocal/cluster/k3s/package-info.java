/** A real k3s in a container of the local Docker engine, through Testcontainers. */
package io.cortexlocal.cluster.k3s;
