/** An {@code up} that runs: where it says so, and how other commands talk to it. */
@NullMarked
package io.cortexlocal.cli.running;

import org.jspecify.annotations.NullMarked;
