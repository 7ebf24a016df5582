/** What others write, read within bounds. */
package io.cortexlocal.stream;
