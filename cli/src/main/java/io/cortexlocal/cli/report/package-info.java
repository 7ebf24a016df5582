/** The formats in which findings are written. */
@NullMarked
package io.cortexlocal.cli.report;

import org.jspecify.annotations.NullMarked;
