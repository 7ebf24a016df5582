/** The formats in which findings are written. */
package io.cortexlocal.cli.report;
