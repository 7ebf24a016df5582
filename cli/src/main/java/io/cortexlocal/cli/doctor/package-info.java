/** The command that says what this machine lacks, and installs it. */
package io.cortexlocal.cli.doctor;
