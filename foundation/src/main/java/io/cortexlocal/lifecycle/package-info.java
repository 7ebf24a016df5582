/** Closing what was opened. */
package io.cortexlocal.lifecycle;
