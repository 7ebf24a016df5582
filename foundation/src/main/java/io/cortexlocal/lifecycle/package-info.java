/** Closing what was opened. */
@NullMarked
package io.cortexlocal.lifecycle;

import org.jspecify.annotations.NullMarked;
