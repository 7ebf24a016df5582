/**
 * Applies the rules of {@link io.cortexlocal.config.schema} to a file, in Cortex's order, and goes
 * on after the first finding.
 */
@NullMarked
package io.cortexlocal.config.validation;

import org.jspecify.annotations.NullMarked;
