/**
 * Applies the rules of {@link io.cortexlocal.config.schema} to a file, in Cortex's order, and goes
 * on after the first finding.
 */
package io.cortexlocal.config.validation;
