/** Brings APIs into a cluster, follows what becomes of them, and takes them out again. */
@NullMarked
package io.cortexlocal.deploy;

import org.jspecify.annotations.NullMarked;
