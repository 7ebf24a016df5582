/** Applies what findings say how to mend. */
package io.cortexlocal.config.fixes;
