/** The seam to any real API server, on fabric8's client. */
@NullMarked
package io.cortexlocal.cluster.fabric8;

import org.jspecify.annotations.NullMarked;
