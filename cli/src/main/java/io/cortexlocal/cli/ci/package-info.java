/** What a run in CI sends, and what it leaves behind. */
@NullMarked
package io.cortexlocal.cli.ci;

import org.jspecify.annotations.NullMarked;
