/** The subcommand {@code validate}: its options, its files and its verdict. */
@NullMarked
package io.cortexlocal.cli.validate;

import org.jspecify.annotations.NullMarked;
