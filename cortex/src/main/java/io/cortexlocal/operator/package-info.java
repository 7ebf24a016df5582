/**
 * What Cortex's operator does with APIs: it applies, refreshes, deletes, gets and lists them. It
 * neither waits nor rolls back a rollout, and knows nothing that does not stand in the cluster's
 * objects.
 */
@NullMarked
package io.cortexlocal.operator;

import org.jspecify.annotations.NullMarked;
