/** The command line, {@code cortex-local}. */
@NullMarked
package io.cortexlocal.cli;

import org.jspecify.annotations.NullMarked;
