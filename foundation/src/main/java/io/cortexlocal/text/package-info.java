/** Words and characters for people. */
@NullMarked
package io.cortexlocal.text;

import org.jspecify.annotations.NullMarked;
