/**
 * {@code cortex-local demo}: two chained APIs on the embedded cluster, and what happened to them.
 */
@NullMarked
package io.cortexlocal.cli.demo;

import org.jspecify.annotations.NullMarked;
