/** The seam to any real API server, on fabric8's client. */
package io.cortexlocal.cluster.fabric8;
