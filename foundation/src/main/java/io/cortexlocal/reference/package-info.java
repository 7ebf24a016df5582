/** How images are named. */
@NullMarked
package io.cortexlocal.reference;

import org.jspecify.annotations.NullMarked;
