/**
 * {@code cortex-local demo}: two chained APIs on the embedded cluster, and what happened to them.
 */
package io.cortexlocal.cli.demo;
