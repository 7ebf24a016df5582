/** What every command reads from and writes to, and how a wrong call ends. */
@NullMarked
package io.cortexlocal.cli.io;

import org.jspecify.annotations.NullMarked;
