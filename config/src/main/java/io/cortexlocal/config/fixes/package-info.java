/** Applies what findings say how to mend. */
@NullMarked
package io.cortexlocal.config.fixes;

import org.jspecify.annotations.NullMarked;
