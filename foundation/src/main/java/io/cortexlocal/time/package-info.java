/** Elapsed time and waiting, with a clock that tests can move. */
@NullMarked
package io.cortexlocal.time;

import org.jspecify.annotations.NullMarked;
