/** What happened to an API's replicas and requests, in one order, and the arithmetic on it. */
@NullMarked
package io.cortexlocal.timeline;

import org.jspecify.annotations.NullMarked;
