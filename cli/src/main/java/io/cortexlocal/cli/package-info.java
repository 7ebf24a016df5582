/** The command line, {@code cortex-local}. */
package io.cortexlocal.cli;
