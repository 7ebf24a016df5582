/**
 * The one table of what Cortex 0.42 accepts.
 *
 * <p>{@link io.cortexlocal.config.schema.Rules} lists every rule with its kind, words and
 * documentation, {@link io.cortexlocal.config.schema.CortexSchema} every key with its type, default
 * and checks. Validation, typed values, explanations and the JSON Schema all read these two.
 */
@NullMarked
package io.cortexlocal.config.schema;

import org.jspecify.annotations.NullMarked;
