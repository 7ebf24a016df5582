/** Why an API does not come up, read from what its cluster tells. */
package io.cortexlocal.evidence;
