/** The command that says what this machine lacks, and installs it. */
@NullMarked
package io.cortexlocal.cli.doctor;

import org.jspecify.annotations.NullMarked;
