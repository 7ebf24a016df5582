/** HTTP on this machine. */
@NullMarked
package io.cortexlocal.http;

import org.jspecify.annotations.NullMarked;
