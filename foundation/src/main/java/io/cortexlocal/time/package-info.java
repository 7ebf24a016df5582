/** Elapsed time and waiting, with a clock that tests can move. */
package io.cortexlocal.time;
