/** Annotated JUnit tests on a real local cluster. */
@NullMarked
package io.cortexlocal.junit;

import org.jspecify.annotations.NullMarked;
