/** JSON, read and written without a mapper. */
@NullMarked
package io.cortexlocal.json;

import org.jspecify.annotations.NullMarked;
