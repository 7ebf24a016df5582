/** Why an API does not come up, read from what its cluster tells. */
@NullMarked
package io.cortexlocal.evidence;

import org.jspecify.annotations.NullMarked;
