/**
 * Cortex's activator: it takes the requests of an API without replicas, has it woken, and hands
 * them on once a replica is Ready.
 */
@NullMarked
package io.cortexlocal.activator;

import org.jspecify.annotations.NullMarked;
