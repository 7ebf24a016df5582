/** AssertJ assertions on responses, APIs and timelines. */
@NullMarked
package io.cortexlocal.assertions;

import org.jspecify.annotations.NullMarked;
