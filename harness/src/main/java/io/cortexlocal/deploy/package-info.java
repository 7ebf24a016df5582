/** Brings APIs into a cluster, waits until they serve, and takes them out again. */
@NullMarked
package io.cortexlocal.deploy;

import org.jspecify.annotations.NullMarked;
