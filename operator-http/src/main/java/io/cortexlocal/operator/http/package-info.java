/**
 * The interface that Cortex's CLI and Python client speak: routes, the form of answers, and the
 * words of refusals, as in Cortex 0.42.
 */
@NullMarked
package io.cortexlocal.operator.http;

import org.jspecify.annotations.NullMarked;
