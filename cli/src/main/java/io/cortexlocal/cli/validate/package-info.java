/** The subcommand {@code validate}: its options, its files and its verdict. */
package io.cortexlocal.cli.validate;
