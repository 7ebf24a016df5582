/** What a misspelled word meant. */
@NullMarked
package io.cortexlocal.spelling;

import org.jspecify.annotations.NullMarked;
