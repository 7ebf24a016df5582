/** What others write, read within bounds. */
@NullMarked
package io.cortexlocal.stream;

import org.jspecify.annotations.NullMarked;
