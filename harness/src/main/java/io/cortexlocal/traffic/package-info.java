/** Requests through the gateway. */
@NullMarked
package io.cortexlocal.traffic;

import org.jspecify.annotations.NullMarked;
