/** What every command reads from and writes to, and how a wrong call ends. */
package io.cortexlocal.cli.io;
