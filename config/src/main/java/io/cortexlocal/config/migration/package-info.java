/** Writes files for old versions of Cortex anew. */
@NullMarked
package io.cortexlocal.config.migration;

import org.jspecify.annotations.NullMarked;
